using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class ElementProblems(Runner runner) : DeviceFixture(runner)
{
    // A convolution of one input channel that is 1 copies its weights: each pattern arrives widened by the device's own code. The
    // others that are summed with it are 0 * 0, so infinities and NaNs can be told apart too.
    [Test]
    public void WidensEveryPattern([Values(ElementType.F16, ElementType.BF16)] ElementType storage)
    {
        int step = Runner.IsSlow ? 97 : 1;
        float[] values = new float[(65536 + step - 1) / step];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value(storage, (ushort)(i * step));
        }

        var shape = new GroupedConv1dShape(1, values.Length);
        using var weights = GroupedConv1dWeights.Pack(Device, shape, values, storage);
        var copy = new GroupedConv1d<Identity>(Device, weights);
        using DeviceBuffer<float> one = Device.Upload<float>([1f]);
        using DeviceBuffer<float> scratch = Device.Allocate<float>(copy.ScratchLength);
        using var output = new GuardedOutput(Device, values.Length);
        copy.Run(new() { Input = one.View, Output = output.View, T = 1, Scratch = scratch.View });
        Device.Synchronize();
        float[] found = output.Read();
        for (int i = 0; i < values.Length; i++)
        {
            // Products and sums of subnormal floats may be flushed by a device; float16 has none that are subnormal in float32.
            float expected = float.IsSubnormal(values[i]) && found[i] == 0 ? 0 : values[i];
            Assert.That(found[i], Is.EqualTo(expected), $"pattern 0x{i * step:x4}");
        }
    }

    private static float Value(ElementType storage, ushort bits) => storage == ElementType.F16
        ? (float)BitConverter.UInt16BitsToHalf(bits)
        : BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
