using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels.Tests.Numerics;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class ElementwiseProblems(Runner runner) : DeviceFixture(runner)
{
    // One rounding for each operation, of numbers not much larger than 1 + |y|; GELU's 1 + erf leaves |x| / 2 * 1.2e-7 near zero.
    private const double Tolerance = 1e-6;

    [Test]
    public void Activates([Values] ActivationKind kind)
    {
        float[] input = new RandomNumbers(3).Normal(3 * 43, 3);
        Activations.Dispatch<Problem, bool>(kind, new Problem(this, kind, input));
    }

    // 2 ulp is what CUDA states for its exponential, 3 what OpenCL allows; the rest follows from it.
    [Test]
    public void ExponentialFunction() => Sweep<ExponentialFunction>(Math.Exp, 3);

    [Test]
    public void ErrorFunction() => Sweep<ErrorFunction>(ActivationReference.Erf, 2.5);

    // 2 ulp of |x| / 2, of which |x| / 2 erfc is subtracted: its exponential and its polynomial are each off by about one. Where the
    // tail is no longer computed, 2.6e-10 is left.
    [Test]
    public void GeluIsAsExactAsItsLargerTerm()
    {
        const double Ulp = 1.2e-7;
        const double Left = 2.7e-10;
        float[] arguments = [.. Enumerable.Range(-15_000, 30_001).Select(i => i / 1000f), -1e30f, -1e-30f, 1e-30f, 1e30f];
        float[] found = Activate<Gelu>(arguments);
        for (int i = 0; i < arguments.Length; i++)
        {
            double x = arguments[i];
            double exact = x / 2 * (1 + ActivationReference.Erf(x / Math.Sqrt(2)));
            Assert.That(found[i], Is.EqualTo(exact).Within((Math.Abs(x) / 2 * 2 * Ulp) + Left), $"x = {x}");
        }
    }

    [Test]
    public void HyperbolicTangent() => Sweep<Tanh>(Math.Tanh, 4);

    [Test]
    public void Logistic() => Sweep<Sigmoid>(x => 1 / (1 + Math.Exp(-x)), 6);

    [Test]
    public void LimitsAndNaN()
    {
        float[] ends = [float.NegativeInfinity, float.PositiveInfinity, float.NaN];
        Assert.Multiple(() =>
        {
            Assert.That(Activate<ErrorFunction>(ends), Is.EqualTo(new[] { -1f, 1f, float.NaN }));
            Assert.That(Activate<Tanh>(ends), Is.EqualTo(new[] { -1f, 1f, float.NaN }));
            Assert.That(Activate<Sigmoid>(ends), Is.EqualTo(new[] { 0f, 1f, float.NaN }));
            Assert.That(Activate<Relu>(ends), Is.EqualTo(new[] { 0f, float.PositiveInfinity, float.NaN }));
            Assert.That(Activate<Relu6>(ends), Is.EqualTo(new[] { 0f, 6f, float.NaN }));
        });
    }

    [TestCase(1, 1)]
    [TestCase(3, 65)]
    [TestCase(70, 19)]
    public void ComposesEpiloguesInPlace(int rows, int channels)
    {
        var numbers = new RandomNumbers(rows);
        float[] input = numbers.Normal((long)rows * channels);
        float[] bias = numbers.Normal(channels);
        float[] residual = numbers.Normal((long)rows * channels);
        using DeviceBuffer<float> x = Device.Upload<float>(input);
        using DeviceBuffer<float> b = Device.Upload<float>(bias);
        using DeviceBuffer<float> r = Device.Upload<float>(residual);
        new Elementwise<Then<Then<AddBias, Activate<Gelu>>, AddResidual>>(Device).Run(new()
        {
            Input = x.View,
            Output = x.View,
            Epilogue = new(new(new AddBias(b.View), default), new AddResidual(r.View, channels)),
            T = rows,
            C = channels,
        });
        Device.Synchronize();
        double[] expected = new double[input.Length];
        ElementwiseReference.Run(
            input,
            channels,
            (value, t, c) => ActivationReference.Apply(ActivationKind.Gelu, value + bias[c]) + residual[(t * channels) + c],
            expected);
        Compare.Close(x.ToArray(), expected, Tolerance);
    }

    [Test]
    public void RefusesShapesThatDoNotFit()
    {
        using DeviceBuffer<float> six = Device.Allocate<float>(6);
        using DeviceBuffer<float> five = Device.Allocate<float>(5);
        var elementwise = new Elementwise<Identity>(Device);
        var error = Assert.Throws<KernelArgumentException>(
            () => elementwise.Run(new() { Input = six.View, Output = five.View, T = 2, C = 3 }));
        Assert.That(error!.Message, Is.EqualTo("Elementwise: output has 5 elements, expected 6"));
    }

    private void Sweep<TFunction>(Func<double, double> exact, double most)
        where TFunction : struct, IActivation
    {
        float[] arguments = Ulps.Sweep(Runner.IsSlow ? 1000 : 100_000);
        double worst = Ulps.Check(arguments, Activate<TFunction>(arguments), exact, most);
        TestContext.Out.WriteLine($"{Runner.Name}: {worst:F2} ulp at worst");
    }

    private float[] Activate<TActivation>(float[] input)
        where TActivation : struct, IActivation
    {
        using DeviceBuffer<float> x = Device.Upload<float>(input);
        using var y = new GuardedOutput(Device, input.Length);
        new Elementwise<Activate<TActivation>>(Device).Run(new() { Input = x.View, Output = y.View, T = 1, C = input.Length });
        Device.Synchronize();
        return y.Read();
    }

    private readonly struct Problem(ElementwiseProblems problems, ActivationKind kind, float[] input) : IActivationConsumer<bool>
    {
        public bool Use<TActivation>()
            where TActivation : struct, IActivation
        {
            double[] expected = new double[input.Length];
            ActivationKind function = kind;
            ElementwiseReference.Run(input, 43, (x, _, _) => ActivationReference.Apply(function, x), expected);
            Compare.Close(problems.Activate<TActivation>(input), expected, Tolerance);
            return true;
        }
    }
}
