using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// An open device: its memory, its kernels and, for the CPU, its threads. Opened by <see cref="ComputeDevices.Open"/>.
/// One device serves one caller at a time; open one for each thread that computes at the same moment.
/// </summary>
public class ComputeDevice : IDisposable
{
    private readonly Context context;
    private readonly HostThreads? threads;
    private bool disposed;

    internal ComputeDevice(DeviceDescription description, Context context, Accelerator accelerator, HostThreads? threads = null)
    {
        Description = description;
        this.context = context;
        Accelerator = accelerator;
        this.threads = threads;
    }

    /// <summary>What it is.</summary>
    public DeviceDescription Description { get; }

    /// <summary>How it is reached.</summary>
    public DeviceKind Kind => Description.Kind;

    /// <summary>ILGPU's accelerator behind it.</summary>
    public Accelerator Accelerator { get; }

    /// <summary>Whether operators run as SIMD code on the host instead of as ILGPU kernels.</summary>
    internal bool IsHost => threads is not null;

    /// <summary>The threads of the CPU device.</summary>
    internal HostThreads Threads =>
        threads ?? throw new InvalidOperationException($"{Kind} runs kernels, not host code");

    /// <summary>Allocates device memory, contents undefined.</summary>
    /// <param name="length">Elements; 0 is allowed.</param>
    /// <exception cref="DeviceException">The device has too little memory left.</exception>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(long length)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        try
        {
            return Accelerator.Allocate1D<T>(Math.Max(length, 1));
        }
        catch (Exception error) when (error is OutOfMemoryException or AcceleratorException)
        {
            long bytes = length * Interop.SizeOf<T>();
            throw new DeviceException(
                $"{Description.Name}: {bytes} bytes of memory were needed; the device has {Description.MemoryBytes} in all", error);
        }
    }

    /// <summary>Allocates device memory and copies <paramref name="values"/> into it.</summary>
    public MemoryBuffer1D<T, Stride1D.Dense> Upload<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        MemoryBuffer1D<T, Stride1D.Dense> buffer = Allocate<T>(values.Length);
        if (values.Length > 0)
        {
            buffer.View.SubView(0, values.Length).BaseView.CopyFromCPU(values);
        }

        return buffer;
    }

    /// <summary>Waits until everything launched so far is done.</summary>
    public void Synchronize()
    {
        if (!IsHost)
        {
            Accelerator.Synchronize();
        }
    }

    /// <summary>Releases the device; memory allocated from it is gone.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Compiles a kernel for this device and returns what launches it.</summary>
    /// <remarks>Launches are asynchronous and run in order.</remarks>
    internal virtual Action<KernelConfig, TArguments> LoadKernel<TArguments>(Action<TArguments> kernel)
        where TArguments : struct => Accelerator.LoadStreamKernel(kernel);

    /// <summary>Releases what the device holds.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposed || !disposing)
        {
            return;
        }

        disposed = true;
        threads?.Dispose();
        Accelerator.Dispose();
        context.Dispose();
    }
}
