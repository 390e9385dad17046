using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class L2NormalizeProblems(Runner runner) : DeviceFixture(runner)
{
    // A float32 sum of at most 768 squares (relative error about 1e-6), halved by the root, and a quotient of at most 1.
    private const double Tolerance = 1e-6;

    [TestCase(1, 1, 1.0)]
    [TestCase(3, 2, 1.0)]
    [TestCase(9, 63, 5.0)]
    [TestCase(2, 65, 1.0)]
    [TestCase(17, 768, 1.0)]
    [TestCase(2, 70, 0.0)]
    [TestCase(2, 70, 1e-13)]
    [TestCase(2, 70, 1e-25)]
    [TestCase(2, 70, 1e15)]
    public void MakesUnitRows(int rows, int channels, double deviation)
    {
        float[] input = new RandomNumbers(rows + channels).Normal((long)rows * channels, deviation);
        using DeviceBuffer<float> x = Device.Upload<float>(input);
        using var output = new GuardedOutput(Device, input.Length);
        new L2Normalize(Device).Run(new L2NormalizeArguments { Input = x.View, Output = output.View, T = rows, C = channels });
        Device.Synchronize();
        double[] expected = new double[input.Length];
        for (int row = 0; row < input.Length; row += channels)
        {
            L2NormalizeReference.Run(input.AsSpan(row, channels), expected.AsSpan(row, channels));
        }

        Compare.Close(output.Read(), expected, Tolerance);
    }

    [Test]
    public void RefusesShapesThatDoNotFit()
    {
        using DeviceBuffer<float> six = Device.Allocate<float>(6);
        var normalize = new L2Normalize(Device);
        Assert.That(
            () => normalize.Run(new L2NormalizeArguments { Input = six.View, Output = six.View, T = 2, C = 2 }),
            Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo("L2Normalize: input has 6 elements, expected 4"));
    }
}
