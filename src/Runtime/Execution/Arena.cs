using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Planning;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The device memory in which the results of all graphs of a session live, one run at a time. Grows, never shrinks.</summary>
/// <param name="device">Where it is.</param>
internal sealed class Arena(ComputeDevice device) : IDisposable
{
    private DeviceBuffer<float>? buffer;
    private ArrayView<float> aligned;

    /// <summary>Counts the times that the arena moved; what was bound before is void then.</summary>
    public int Generation { get; private set; }

    /// <summary>Its size in bytes.</summary>
    public long Bytes => buffer?.Bytes ?? 0;

    /// <summary>Makes room for a plan.</summary>
    /// <exception cref="DeviceException">There is no room; what there was is gone, and the next plan begins anew.</exception>
    public void Reserve(long length)
    {
        if (buffer is not null && aligned.Length >= length)
        {
            return;
        }

        buffer?.Dispose();
        buffer = null;
        buffer = device.Allocate<float>(length + MemoryPlanner.Alignment, "the results of a batch");
        int misaligned = (int)(buffer.View.LoadEffectiveAddressAsPtr().ToInt64() / sizeof(float) % MemoryPlanner.Alignment);
        int skip = misaligned == 0 ? 0 : MemoryPlanner.Alignment - misaligned;
        aligned = buffer.View.SubView(skip, buffer.Length - skip);
        Generation++;
    }

    /// <summary>The memory of a region.</summary>
    public ArrayView<float> View(Region region) => aligned.SubView(region.Offset, region.Length);

    /// <inheritdoc/>
    public void Dispose() => buffer?.Dispose();
}
