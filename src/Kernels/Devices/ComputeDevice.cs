using ILGPU;
using ILGPU.Backends;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices.Caching;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// An open device: its memory, its kernels and, for the CPU, its threads. Opened by <see cref="ComputeDevices.Open"/>.
/// Operators serve one caller at a time. Any number of sessions may run on one device: on a GPU each has its own
/// <see cref="LaunchQueue"/>.
/// </summary>
public partial class ComputeDevice : IDisposable
{
    private readonly Accelerator? accelerator;
    private readonly HostThreads? threads;
    private readonly LoadedKernels? kernels;

    // ILGPU's objects are not thread-safe, and an OpenCL kernel holds the arguments of one launch.
    private readonly Lock turn = new();
    private AcceleratorStream? submitting;
    private bool disposed;

    /// <summary>A device that runs kernels.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="accelerator">What runs them; the device owns it and its context.</param>
    /// <param name="options">Where kernels are kept that were compiled; nowhere by default.</param>
    internal ComputeDevice(DeviceDescription description, Accelerator accelerator, DeviceOptions? options = null)
    {
        Description = description;
        this.accelerator = accelerator;
        Backend backend = accelerator.GetBackend();
        kernels = new LoadedKernels(
            accelerator, options is null ? new KernelCompiler(backend, null) : KernelCompiler.Create(backend, options));
    }

    /// <summary>The CPU: it runs host code on ordinary memory, and needs nothing of ILGPU but its views.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="threads">What runs host code; the device owns them.</param>
    internal ComputeDevice(DeviceDescription description, HostThreads threads)
    {
        Description = description;
        this.threads = threads;
    }

    /// <summary>What it is.</summary>
    public DeviceDescription Description { get; }

    /// <summary>How it is reached.</summary>
    public DeviceKind Kind => Description.Kind;

    /// <summary>ILGPU's accelerator behind it.</summary>
    /// <exception cref="InvalidOperationException">The CPU has none.</exception>
    public Accelerator Accelerator =>
        accelerator ?? throw new InvalidOperationException($"{Kind} runs host code, not kernels");

    /// <summary>Whether operators run as SIMD code on the host instead of as ILGPU kernels.</summary>
    internal bool IsHost => threads is not null;

    /// <summary>Whether it has tensor cores of compute capability 8.0 or later, which multiply 16-bit numbers.</summary>
    internal virtual bool HasTensorCores =>
        accelerator is CudaAccelerator cuda && cuda.Architecture >= CudaArchitecture.SM_80;

    /// <summary>Multiprocessors or compute units: what runs groups of threads at once. None on the CPU.</summary>
    internal virtual int Multiprocessors => accelerator?.NumMultiprocessors ?? 0;

    /// <summary>The time that compiling kernels or finding them compiled took, and waiting for the driver; none on the CPU.</summary>
    public TimeSpan CompilationTime
    {
        get
        {
            lock (turn)
            {
                return kernels?.Elapsed ?? TimeSpan.Zero;
            }
        }
    }

    /// <summary>What keeping compiled kernels on disk did since it was opened; the CPU and the simulator keep none.</summary>
    public KernelCacheReport KernelCache
    {
        get
        {
            lock (turn)
            {
                return kernels?.Report ?? new KernelCacheReport(null, 0, 0, 0, null);
            }
        }
    }

    /// <summary>What captures launches; null where there is no such thing as a captured launch.</summary>
    internal virtual ICudaGraphs? Graphs => accelerator is CudaAccelerator ? CudaGraphs.Driver : null;

    /// <summary>The threads of the CPU device.</summary>
    internal HostThreads Threads =>
        threads ?? throw new InvalidOperationException($"{Kind} runs kernels, not host code");

    /// <summary>Waits until everything launched so far is done.</summary>
    /// <exception cref="DeviceException">Something of it failed on the device.</exception>
    public void Synchronize()
    {
        if (accelerator is not null)
        {
            lock (turn)
            {
                try
                {
                    accelerator.Synchronize();
                }
                catch (AcceleratorException error)
                {
                    throw Failed(error);
                }
            }
        }
    }

    /// <summary>Releases the device; memory allocated from it must not be used any more.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a queue of launches and copies; null on the CPU, where a launch is a call.</summary>
    /// <exception cref="DeviceException">The driver refuses one.</exception>
    internal virtual LaunchQueue? OpenQueue()
    {
        lock (turn)
        {
            return IsHost ? null : new LaunchQueue(this);
        }
    }

    /// <summary>Does work whose launches and copies go to a stream, while no other thread submits any to this device.</summary>
    internal void Submit(AcceleratorStream stream, Action work)
    {
        lock (turn)
        {
            using ScopedAcceleratorBinding binding = Accelerator.BindScoped();
            submitting = stream;
            try
            {
                work();
            }
            finally
            {
                submitting = null;
            }
        }
    }

    /// <summary>Gives a copy to the stream that work is submitted to.</summary>
    internal virtual void Enqueue(QueuedCopy copy) =>
        copy.Enqueue(submitting ?? throw new InvalidOperationException("nothing is being submitted"));

    /// <summary>The driver's handle of a stream of a device that captures.</summary>
    internal virtual nint HandleOf(AcceleratorStream stream) => ((CudaStream)stream).StreamPtr;

    /// <summary>Compiles a kernel for this device and returns what launches it, once the driver has loaded it.</summary>
    /// <remarks>
    /// The driver works at the side, and <see cref="FinishLoading"/> waits for it. Launches are asynchronous and run in order: in the
    /// queue that submits them, or else in the device's own.
    /// </remarks>
    internal virtual Action<KernelConfig, TArguments> LoadKernel<TArguments>(Action<TArguments> kernel)
        where TArguments : struct
    {
        Accelerator owner = Accelerator;
        lock (turn)
        {
            Task<Delegate> launcher = kernels!.Begin<Action<AcceleratorStream, KernelConfig, TArguments>>(kernel.Method);
            return (config, arguments) =>
            {
                var launch = (Action<AcceleratorStream, KernelConfig, TArguments>)launcher.GetAwaiter().GetResult();
                launch(submitting ?? owner.DefaultStream, config, arguments);
            };
        }
    }

    /// <summary>Waits until the driver has loaded every kernel.</summary>
    /// <exception cref="DeviceException">It refuses one; the device can be used as before.</exception>
    internal void FinishLoading()
    {
        lock (turn)
        {
            kernels?.Finish();
        }
    }

    /// <summary>An error of the driver in the words of this device.</summary>
    internal DeviceException Failed(AcceleratorException error) => new($"{Description.Name}: {DriverReason.Of(error)}", error);

    /// <summary>Releases what the device holds.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposed || !disposing)
        {
            return;
        }

        disposed = true;
        Context? context = accelerator?.Context;
        Disposal.Of(threads, kernels, accelerator, context);
    }
}
