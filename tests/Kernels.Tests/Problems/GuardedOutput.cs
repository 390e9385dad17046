using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>
/// An output that starts as NaN between two guard bands: an element that a kernel forgets stays NaN, and one that it writes
/// outside its shape shows in a band.
/// </summary>
public sealed class GuardedOutput : IDisposable
{
    // A multiple of 16 floats, so that the band does not change the alignment.
    private const int Guard = 64;

    /// <summary>A NaN with a payload of its own, to be told from one that was computed: what has never been written.</summary>
    public const uint Poison = 0x7fc0dead;

    private readonly DeviceBuffer<float> buffer;

    public GuardedOutput(ComputeDevice device, long length)
    {
        ArgumentNullException.ThrowIfNull(device);
        float[] poison = new float[length + (2 * Guard)];
        Array.Fill(poison, BitConverter.UInt32BitsToSingle(Poison));
        buffer = device.Upload<float>(poison);
        View = buffer.View.SubView(Guard, length);
    }

    /// <summary>What the kernel is given.</summary>
    public ArrayView<float> View { get; }

    /// <summary>Reads the output back, after checking the guard bands.</summary>
    public float[] Read()
    {
        float[] all = buffer.ToArray();
        int length = (int)View.Length;
        for (int i = 0; i < Guard; i++)
        {
            Assert.That(BitConverter.SingleToUInt32Bits(all[i]), Is.EqualTo(Poison), $"written {Guard - i} before the output");
            Assert.That(
                BitConverter.SingleToUInt32Bits(all[Guard + length + i]), Is.EqualTo(Poison), $"written {i} past the output");
        }

        return all[Guard..(Guard + length)];
    }

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();
}
