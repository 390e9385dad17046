using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>Activations on a device, rounded to their format, and what is kept of them.</summary>
public sealed class StoredInput : IDisposable
{
    private readonly DeviceBuffer<float>? singles;
    private readonly DeviceBuffer<ushort>? halves;

    public StoredInput(ComputeDevice device, float[] values, ElementType storage)
    {
        ArgumentNullException.ThrowIfNull(device);
        Kept = Storage.Kept(values, storage);
        if (storage == ElementType.F32)
        {
            singles = device.Upload<float>(values);
            View = singles.View;
        }
        else
        {
            halves = device.Upload<ushort>(Storage.Narrow(Kept, storage));
            View = new ActivationView(halves.View, storage);
        }
    }

    /// <summary>What the kernel is given.</summary>
    public ActivationView View { get; }

    /// <summary>What the reference starts from.</summary>
    public float[] Kept { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        singles?.Dispose();
        halves?.Dispose();
    }
}
