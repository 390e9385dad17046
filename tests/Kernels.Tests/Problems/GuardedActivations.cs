using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>As <see cref="GuardedOutput"/>, for activations of any format.</summary>
public sealed class GuardedActivations : IDisposable
{
    // A multiple of 16 bytes, so that the band does not change the alignment.
    private const int Guard = 64;

    // A NaN of either format with a payload of its own.
    private const ushort Poison = 0x7fad;

    private readonly GuardedOutput? singles;
    private readonly DeviceBuffer<ushort>? halves;

    public GuardedActivations(ComputeDevice device, long length, ElementType storage)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (storage == ElementType.F32)
        {
            singles = new GuardedOutput(device, length);
            View = singles.View;
            return;
        }

        ushort[] poison = new ushort[length + (2 * Guard)];
        Array.Fill(poison, Poison);
        halves = device.Upload<ushort>(poison);
        View = new ActivationView(halves.View.SubView(Guard, length), storage);
    }

    /// <summary>What the kernel is given.</summary>
    public ActivationView View { get; }

    /// <summary>Reads the output back, after checking the guard bands.</summary>
    public float[] Read()
    {
        if (singles is not null)
        {
            return singles.Read();
        }

        ushort[] all = halves!.ToArray();
        Assert.That(all[..Guard], Has.All.EqualTo(Poison), "written before the output");
        Assert.That(all[^Guard..], Has.All.EqualTo(Poison), "written past the output");
        return Storage.Widen(all[Guard..^Guard], View.Storage);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        singles?.Dispose();
        halves?.Dispose();
    }
}
