using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class SoftmaxProblems(Runner runner) : DeviceFixture(runner)
{
    // A probability is off by two ulps of exp (on GPUs also by the rounding of x * log2 e, 4e-6 relative at x = -60, where the
    // result is 1e-26), by the sum's rounding and by the product with its inverse: 1e-6 of a number that is at most 1.
    private const double Tolerance = 1e-6;

    [TestCase(1, 1, 1)]
    [TestCase(3, 2, 1)]
    [TestCase(2, 7, 5)]
    [TestCase(5, 63, 1)]
    [TestCase(1, 64, 1)]
    [TestCase(4, 65, 1)]
    [TestCase(2, 1000, 3)]
    [TestCase(1, 30528, 5)]
    [TestCase(3, 17, 80)]
    [TestCase(3, 100, 1e30)]
    public void SumsToOne(int rows, int entries, double deviation)
    {
        float[] input = new RandomNumbers(rows + entries).Normal((long)rows * entries, deviation);
        using DeviceBuffer<float> x = Device.Upload<float>(input);
        using var output = new GuardedOutput(Device, input.Length);
        new Softmax(Device).Run(new SoftmaxArguments { Input = x.View, Output = output.View, T = rows, C = entries });
        Device.Synchronize();
        Compare.Close(output.Read(), Expected(input, entries), Tolerance);
    }

    [Test]
    public void WorksInPlace()
    {
        float[] input = new RandomNumbers(1).Normal(3 * 77);
        using DeviceBuffer<float> x = Device.Upload<float>(input);
        new Softmax(Device).Run(new SoftmaxArguments { Input = x.View, Output = x.View, T = 3, C = 77 });
        Device.Synchronize();
        Compare.Close(x.ToArray(), Expected(input, 77), Tolerance);
    }

    [Test]
    public void RefusesShapesThatDoNotFit()
    {
        using DeviceBuffer<float> six = Device.Allocate<float>(6);
        var softmax = new Softmax(Device);
        Assert.That(
            () => softmax.Run(new SoftmaxArguments { Input = six.View, Output = six.View.SubView(0, 5), T = 2, C = 3 }),
            Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo("Softmax: output has 5 elements, expected 6"));
    }

    private static double[] Expected(float[] input, int entries)
    {
        double[] scores = Array.ConvertAll(input, x => (double)x);
        double[] expected = new double[input.Length];
        for (int row = 0; row < input.Length; row += entries)
        {
            SoftmaxReference.Run(scores.AsSpan(row, entries), expected.AsSpan(row, entries));
        }

        return expected;
    }
}
