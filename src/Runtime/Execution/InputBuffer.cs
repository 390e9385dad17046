using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Execution;

/// <summary>One input of a graph: filled on the host, copied to the device before a run. Grows, never shrinks.</summary>
/// <typeparam name="T">int or float.</typeparam>
/// <param name="device">Where it goes.</param>
internal sealed unsafe class InputBuffer<T>(ComputeDevice device) : IDisposable
    where T : unmanaged
{
    private DeviceBuffer<T>? buffer;
    private T[] staging = [];
    private int length;

    /// <summary>Counts the times that the device memory moved; what was bound before is void then.</summary>
    public int Generation { get; private set; }

    /// <summary>What kernels read.</summary>
    public ArrayView<T> View => buffer!.View.SubView(0, length);

    /// <summary>Where the host writes: on the CPU the device memory itself.</summary>
    public Span<T> Host => device.IsHost ? new Span<T>(HostMemory.Pointer(View), length) : staging.AsSpan(0, length);

    /// <summary>Sets the length, and makes room for it.</summary>
    public void Resize(int newLength)
    {
        length = newLength;
        if (buffer is not null && buffer.Length >= newLength)
        {
            return;
        }

        buffer?.Dispose();
        buffer = null;
        buffer = device.Allocate<T>(newLength);
        staging = device.IsHost ? [] : new T[newLength];
        Generation++;
    }

    /// <summary>Brings what the host wrote to the device.</summary>
    public void Upload()
    {
        if (!device.IsHost)
        {
            device.Write(staging.AsSpan(0, length), View);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => buffer?.Dispose();
}
