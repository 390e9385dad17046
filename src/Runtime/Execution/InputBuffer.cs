using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Execution;

/// <summary>One input of a graph: filled on the host, copied to the device in a run. Grows, never shrinks.</summary>
/// <typeparam name="T">int or float.</typeparam>
/// <param name="device">Where it goes.</param>
/// <param name="name">What it is called.</param>
internal sealed unsafe class InputBuffer<T>(ComputeDevice device, string name) : IDisposable
    where T : unmanaged
{
    private DeviceBuffer<T>? buffer;
    private PinnedBuffer<T>? staging;
    private int length;

    /// <summary>Counts the times that the memory moved; what was bound before is void then.</summary>
    public int Generation { get; private set; }

    /// <summary>What kernels read.</summary>
    public ArrayView<T> View => buffer!.View.SubView(0, length);

    /// <summary>Where the host writes: on the CPU the device memory itself.</summary>
    public Span<T> Host => device.IsHost ? new Span<T>(HostMemory.Pointer(View), length) : staging!.Span[..length];

    /// <summary>Sets the length, and makes room for it.</summary>
    /// <exception cref="DeviceException">There is no room.</exception>
    public void Resize(int newLength)
    {
        length = newLength;
        if (buffer is not null && buffer.Length >= newLength)
        {
            return;
        }

        Dispose();
        if (!device.IsHost)
        {
            staging = new PinnedBuffer<T>(device, newLength, name);
        }

        buffer = device.Allocate<T>(newLength, name);
        Generation++;
    }

    /// <summary>What brings that which the host wrote to a device that is not the CPU.</summary>
    public QueuedCopy Upload() => staging!.To(View);

    /// <inheritdoc/>
    public void Dispose()
    {
        IDisposable?[] gone = [buffer, staging];
        buffer = null;
        staging = null;
        Disposal.Of(gone);
    }
}
