using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// Host memory that stays where it is, so that a device can copy from and to it while the host goes on. For CUDA it is
/// page-locked: from other memory the driver copies only with the host's help, which cannot be captured.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
internal sealed unsafe class PinnedBuffer<T> : IDisposable
    where T : unmanaged
{
    // A cache line.
    private const int Alignment = 64;

    private readonly ComputeDevice device;
    private nint address;

    /// <summary>Allocates memory, contents undefined.</summary>
    /// <param name="device">What copies; not the CPU.</param>
    /// <param name="length">Elements, at least 1.</param>
    /// <param name="purpose">What it is for, in the words of an error that there is none.</param>
    /// <exception cref="DeviceException">There is too little memory.</exception>
    public PinnedBuffer(ComputeDevice device, int length, string purpose)
    {
        this.device = device;
        Length = length;
        nint bytes = (nint)length * Interop.SizeOf<T>();
        try
        {
            address = device.Accelerator is CudaAccelerator cuda ? PageLocked(cuda, bytes) : Ordinary(bytes);
        }
        catch (Exception error) when (error is OutOfMemoryException or AcceleratorException)
        {
            throw new DeviceException(
                $"{device.Description.Name}: {bytes} bytes of host memory that it can copy are needed for {purpose}", error);
        }
    }

    /// <summary>Elements.</summary>
    public int Length { get; }

    /// <summary>All of it.</summary>
    public Span<T> Span => new((void*)address, Length);

    /// <summary>What copies the first elements to the device, as many as the view has.</summary>
    public QueuedCopy To(ArrayView<T> destination) =>
        QueuedCopy.Create(device.Accelerator, destination, address, toDevice: true);

    /// <summary>What copies a view from the device to the first elements.</summary>
    public QueuedCopy From(ArrayView<T> source) => QueuedCopy.Create(device.Accelerator, source, address, toDevice: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        nint gone = address;
        address = 0;
        if (device.Accelerator is not CudaAccelerator cuda)
        {
            NativeMemory.AlignedFree((void*)gone);
        }
        else if (gone != 0)
        {
            try
            {
                cuda.Bind();
                CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.FreeHostMemory(gone));
            }
            catch (AcceleratorException error)
            {
                throw device.Failed(error);
            }
        }
    }

    private static nint Ordinary(nint bytes) => (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);

    private static nint PageLocked(CudaAccelerator cuda, nint bytes)
    {
        cuda.Bind();
        CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.AllocateHostMemory(out nint address, bytes));
        return address;
    }
}
