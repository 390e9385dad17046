using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices;

/// <summary>Memory of a device. Allocated by <see cref="ComputeDevice.Allocate"/>; the caller owns it.</summary>
/// <typeparam name="T">The element.</typeparam>
public sealed class DeviceBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly ComputeDevice device;
    private readonly MemoryBuffer memory;

    internal DeviceBuffer(ComputeDevice device, MemoryBuffer memory)
    {
        this.device = device;
        this.memory = memory;
        View = memory.AsArrayView<T>(0, memory.Length);
    }

    /// <summary>All of it, for operators.</summary>
    public ArrayView<T> View { get; }

    /// <summary>Elements.</summary>
    public long Length => View.Length;

    /// <summary>Bytes.</summary>
    public long Bytes => View.LengthInBytes;

    /// <summary>A copy of its elements, taken after everything launched so far is done.</summary>
    public T[] ToArray()
    {
        var copy = new T[Length];
        device.Read(View, copy);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
