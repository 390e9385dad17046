using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class LayerNormProblems(Runner runner) : DeviceFixture(runner)
{
    // Both moments are float32 sums of at most 1000 terms of order 1, each with about half an ulp (6e-8) of error that
    // grows with the square root of the count; the quotient then scales with |y|. 4e-6 is twice what was seen.
    private const double Tolerance = 4e-6;

    [TestCase(1, 1)]
    [TestCase(1, 3)]
    [TestCase(3, 48)]
    [TestCase(2, 63)]
    [TestCase(5, 64)]
    [TestCase(2, 65)]
    [TestCase(7, 129)]
    [TestCase(9, 768)]
    [TestCase(1, 1000)]
    public void Normalises(int rows, int channels)
    {
        var numbers = new RandomNumbers(rows + (1000 * channels));
        float[] input = numbers.Normal((long)rows * channels, 2, 0.5);
        using DeviceBuffer<float> x = Device.Upload<float>(input);
        var (found, expected) = Solve(rows, channels, 1e-5f, input, [], x, new Identity(), numbers);
        Compare.Close(found, expected, Tolerance);
    }

    [TestCase(1, 2, 1e-12f)]
    [TestCase(4, 37, 1e-12f)]
    [TestCase(3, 768, 0.01f)]
    public void AddsTheResidualFirst(int rows, int channels, float epsilon)
    {
        var numbers = new RandomNumbers(rows + (1000 * channels));
        float[] input = numbers.Normal((long)rows * channels);
        float[] residual = numbers.Normal((long)rows * channels);
        using DeviceBuffer<float> x = Device.Upload<float>(input);
        using DeviceBuffer<float> r = Device.Upload<float>(residual);
        var prologue = new AddResidual(r.View, channels);
        var (found, expected) = Solve(rows, channels, epsilon, input, residual, x, prologue, numbers);
        Compare.Close(found, expected, Tolerance);
    }

    [Test]
    public void RefusesShapesThatDoNotFit()
    {
        using DeviceBuffer<float> six = Device.Allocate<float>(6);
        using DeviceBuffer<float> two = Device.Allocate<float>(2);
        var norm = new LayerNorm<Identity>(Device);
        var error = Assert.Throws<KernelArgumentException>(() => norm.Run(new LayerNormArguments<Identity>
        {
            Input = six.View,
            Scale = two.View,
            Shift = two.View,
            Output = six.View,
            T = 2,
            C = 3,
        }));
        Assert.That(error!.Message, Is.EqualTo("LayerNorm: scale has 2 elements, expected 3"));
    }

    private (float[] Found, double[] Expected) Solve<TPrologue>(
        int rows,
        int channels,
        float epsilon,
        float[] input,
        float[] residual,
        DeviceBuffer<float> x,
        TPrologue prologue,
        RandomNumbers numbers)
        where TPrologue : struct, IEpilogue
    {
        float[] scale = numbers.Normal(channels);
        float[] shift = numbers.Normal(channels);
        using DeviceBuffer<float> gamma = Device.Upload<float>(scale);
        using DeviceBuffer<float> beta = Device.Upload<float>(shift);
        using var output = new GuardedOutput(Device, (long)rows * channels);
        new LayerNorm<TPrologue>(Device).Run(new LayerNormArguments<TPrologue>
        {
            Input = x.View,
            Prologue = prologue,
            Scale = gamma.View,
            Shift = beta.View,
            Output = output.View,
            T = rows,
            C = channels,
            Epsilon = epsilon,
        });
        Device.Synchronize();
        double[] expected = new double[rows * channels];
        LayerNormReference.Run(input, residual, scale, shift, epsilon, expected);
        return (output.Read(), expected);
    }
}
