using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// A copy between pinned host memory and device memory, made once and done any number of times without waiting or allocating.
/// </summary>
internal sealed class QueuedCopy : IDisposable
{
    private readonly MemoryBuffer device;
    private readonly long offset;
    private readonly MemoryBuffer host;
    private readonly bool toDevice;

    private QueuedCopy(MemoryBuffer device, long offset, MemoryBuffer host, bool toDevice)
    {
        this.device = device;
        this.offset = offset;
        this.host = host;
        this.toDevice = toDevice;
    }

    /// <summary>A copy of a whole view.</summary>
    /// <param name="accelerator">What copies.</param>
    /// <param name="view">Device memory.</param>
    /// <param name="host">Pinned memory of the same length.</param>
    /// <param name="toDevice">Which way.</param>
    public static QueuedCopy Create<T>(Accelerator accelerator, ArrayView<T> view, nint host, bool toDevice)
        where T : unmanaged
    {
        IContiguousArrayView place = view;
        // ILGPU's OpenCL copies all of the host's buffer, whatever part of it the view says: so it has the view's length.
        return new QueuedCopy(
            place.Buffer, place.IndexInBytes, CPUMemoryBuffer.Create(accelerator, host, view.LengthInBytes, 1), toDevice);
    }

    /// <summary>Gives the copy to a stream.</summary>
    public void Enqueue(AcceleratorStream stream)
    {
        if (toDevice)
        {
            device.CopyFrom(stream, host.AsRawArrayView(), offset);
        }
        else
        {
            device.CopyTo(stream, offset, host.AsRawArrayView());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => host.Dispose();
}
