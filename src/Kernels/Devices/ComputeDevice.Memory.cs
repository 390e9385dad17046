using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Devices;

/// <content>Memory.</content>
public partial class ComputeDevice
{
    /// <summary>Allocates device memory, contents undefined.</summary>
    /// <param name="length">Elements; 0 is allowed, and gives room for one.</param>
    /// <param name="purpose">What it is for, in the words of an error that there is none.</param>
    /// <exception cref="DeviceException">The device has too little memory left; it can be used as before.</exception>
    public DeviceBuffer<T> Allocate<T>(long length, string purpose = "a buffer")
        where T : unmanaged => AllocateWith<T>(length, purpose, AllocateRaw);

    /// <summary>Allocates device memory and copies <paramref name="values"/> into it.</summary>
    /// <param name="values">The elements.</param>
    /// <param name="purpose">As for <see cref="Allocate"/>.</param>
    /// <exception cref="DeviceException">The device has too little memory left; it can be used as before.</exception>
    public DeviceBuffer<T> Upload<T>(ReadOnlySpan<T> values, string purpose = "a buffer")
        where T : unmanaged
    {
        DeviceBuffer<T> buffer = Allocate<T>(values.Length, purpose);
        try
        {
            if (values.Length > 0)
            {
                Write(values, buffer.View.SubView(0, values.Length));
            }

            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Copies from the host.</summary>
    /// <param name="source">As many elements as <paramref name="destination"/> has.</param>
    /// <param name="destination">Memory of this device.</param>
    /// <exception cref="DeviceException">The driver refuses, or something that was launched before failed.</exception>
    public unsafe void Write<T>(ReadOnlySpan<T> source, ArrayView<T> destination)
        where T : unmanaged
    {
        if (accelerator is null)
        {
            source.CopyTo(new Span<T>(HostMemory.Pointer(destination), checked((int)destination.Length)));
        }
        else
        {
            lock (turn)
            {
                try
                {
                    destination.CopyFromCPU(source);
                }
                catch (AcceleratorException error)
                {
                    throw Failed(error);
                }
            }
        }
    }

    /// <summary>Copies to the host, after everything launched so far outside of queues is done.</summary>
    /// <param name="source">Memory of this device.</param>
    /// <param name="destination">As many elements as <paramref name="source"/> has.</param>
    /// <exception cref="DeviceException">The driver refuses, or something that was launched before failed.</exception>
    public unsafe void Read<T>(ArrayView<T> source, Span<T> destination)
        where T : unmanaged
    {
        if (accelerator is null)
        {
            new ReadOnlySpan<T>(HostMemory.Pointer(source), checked((int)source.Length)).CopyTo(destination);
        }
        else
        {
            lock (turn)
            {
                try
                {
                    source.CopyToCPU(destination);
                }
                catch (AcceleratorException error)
                {
                    throw Failed(error);
                }
            }
        }
    }

    /// <summary>As <see cref="Allocate"/>, for what every pass reads: on the CPU in the <see cref="HostHeap"/>.</summary>
    internal DeviceBuffer<T> AllocateWeights<T>(long length, string purpose)
        where T : unmanaged => AllocateWith<T>(length, purpose, IsHost ? HostHeap.Allocate : AllocateRaw);

    private DeviceBuffer<T> AllocateWith<T>(long length, string purpose, Func<long, int, MemoryBuffer> allocate)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        int size = Interop.SizeOf<T>();
        length = Math.Max(length, 1);
        try
        {
            _ = checked(length * size);
            return new DeviceBuffer<T>(this, allocate(length, size));
        }
        catch (Exception error) when (error is OutOfMemoryException or OverflowException or AcceleratorException)
        {
            string free = FreeBytes() is { } bytes ? $"{bytes} are free of " : "the device has ";
            throw new DeviceException(
                $"{Description.Name}: {(Int128)length * size} bytes of memory are needed for {purpose}; "
                + $"{free}{Description.MemoryBytes} in all",
                error);
        }
    }

    private MemoryBuffer AllocateRaw(long length, int size)
    {
        if (accelerator is null)
        {
            return HostHeap.AllocateApart(length, size);
        }

        lock (turn)
        {
            return accelerator.AllocateRaw(length, size);
        }
    }

    // Only CUDA tells.
    private long? FreeBytes()
    {
        if (accelerator is not CudaAccelerator)
        {
            return null;
        }

        accelerator.Bind();
        return CudaAPI.CurrentAPI.GetMemoryInfo(out long free, out long _) == CudaError.CUDA_SUCCESS ? free : null;
    }
}
