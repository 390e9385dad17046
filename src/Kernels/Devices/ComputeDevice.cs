using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// An open device: its memory, its kernels and, for the CPU, its threads. Opened by <see cref="ComputeDevices.Open"/>.
/// One device serves one caller at a time; open one for each thread that computes at the same moment.
/// </summary>
public class ComputeDevice : IDisposable
{
    private readonly Accelerator? accelerator;
    private readonly HostThreads? threads;
    private bool disposed;

    /// <summary>A device that runs kernels.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="accelerator">What runs them; the device owns it and its context.</param>
    internal ComputeDevice(DeviceDescription description, Accelerator accelerator)
    {
        Description = description;
        this.accelerator = accelerator;
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

    /// <summary>The threads of the CPU device.</summary>
    internal HostThreads Threads =>
        threads ?? throw new InvalidOperationException($"{Kind} runs kernels, not host code");

    /// <summary>Allocates device memory, contents undefined.</summary>
    /// <param name="length">Elements; 0 is allowed, and gives room for one.</param>
    /// <exception cref="DeviceException">The device has too little memory left.</exception>
    public DeviceBuffer<T> Allocate<T>(long length)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        int size = Interop.SizeOf<T>();
        length = Math.Max(length, 1);
        try
        {
            return new DeviceBuffer<T>(this, accelerator?.AllocateRaw(length, size) ?? new HostBuffer(length, size));
        }
        catch (Exception error) when (error is OutOfMemoryException or OverflowException or AcceleratorException)
        {
            throw new DeviceException(
                $"{Description.Name}: {(Int128)length * size} bytes of memory were needed; "
                + $"the device has {Description.MemoryBytes} in all",
                error);
        }
    }

    /// <summary>Allocates device memory and copies <paramref name="values"/> into it.</summary>
    public DeviceBuffer<T> Upload<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        DeviceBuffer<T> buffer = Allocate<T>(values.Length);
        if (values.Length > 0)
        {
            Write(values, buffer.View.SubView(0, values.Length));
        }

        return buffer;
    }

    /// <summary>Copies from the host.</summary>
    /// <param name="source">As many elements as <paramref name="destination"/> has.</param>
    /// <param name="destination">Memory of this device.</param>
    public unsafe void Write<T>(ReadOnlySpan<T> source, ArrayView<T> destination)
        where T : unmanaged
    {
        if (accelerator is null)
        {
            source.CopyTo(new Span<T>(HostMemory.Pointer(destination), checked((int)destination.Length)));
        }
        else
        {
            destination.CopyFromCPU(source);
        }
    }

    /// <summary>Copies to the host, after everything launched so far is done.</summary>
    /// <param name="source">Memory of this device.</param>
    /// <param name="destination">As many elements as <paramref name="source"/> has.</param>
    public unsafe void Read<T>(ArrayView<T> source, Span<T> destination)
        where T : unmanaged
    {
        if (accelerator is null)
        {
            new ReadOnlySpan<T>(HostMemory.Pointer(source), checked((int)source.Length)).CopyTo(destination);
        }
        else
        {
            source.CopyToCPU(destination);
        }
    }

    /// <summary>Waits until everything launched so far is done.</summary>
    public void Synchronize() => accelerator?.Synchronize();

    /// <summary>Releases the device; memory allocated from it must not be used any more.</summary>
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
        Context? context = accelerator?.Context;
        accelerator?.Dispose();
        context?.Dispose();
    }
}
