namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>The elementary functions on every register width that this machine has.</summary>
public sealed class ElementaryFunctionsOnLanes(int lanes) : LanesTests(lanes)
{
    // The polynomial and each of its last steps add their share of half a unit; without fused multiply-add there is more to round.
    [Test]
    public void Exponential() => Sweep<ExponentialFunction>(Math.Exp, 1.5);

    [Test]
    public void PowerOfTwo() => Sweep<PowerOfTwoFunction>(x => Math.Pow(2, Math.Clamp(x, -126, 127)), 1.5);

    [Test]
    public void ErrorFunction() => Sweep<ErrorFunction>(ActivationReference.Erf, 2);

    [Test]
    public void HyperbolicTangent() => Sweep<Tanh>(Math.Tanh, 3);

    [Test]
    public void Logistic() => Sweep<Sigmoid>(x => 1 / (1 + Math.Exp(-x)), 4);

    // Of a probability it is the absolute error that counts. Every piece of the argument is met some thousand times.
    [Test]
    public void NormalTails()
    {
        float[] arguments = [.. Enumerable.Range(0, 65_001).Select(i => i * 1e-4f), float.NaN];
        float[] tails = Apply<NormalTailsFunction>(arguments);
        double worst = arguments[..^1].Select((x, i) => Math.Abs(tails[i] - ActivationReference.Erfc(x / Math.Sqrt(2)))).Max();
        TestContext.Out.WriteLine($"{Lanes} lanes: {worst:E2} at worst");
        Assert.That(worst, Is.LessThan(1e-7));
        Assert.That(tails[^1], Is.NaN);
    }

    [Test]
    public void LimitsAndNaN()
    {
        Assert.Multiple(() =>
        {
            float[] ends = [float.NegativeInfinity, float.PositiveInfinity, float.NaN];
            Assert.That(Apply<ErrorFunction>(ends), Is.EqualTo(new[] { -1f, 1f, float.NaN }));
            Assert.That(Apply<Tanh>(ends), Is.EqualTo(new[] { -1f, 1f, float.NaN }));
            Assert.That(Apply<Sigmoid>(ends), Is.EqualTo(new[] { 0f, 1f, float.NaN }));
            Assert.That(Apply<ExponentialFunction>(ends), Is.EqualTo(new[] { 0f, float.PositiveInfinity, float.NaN }));
            Assert.That(Apply<PowerOfTwoFunction>(ends), Is.EqualTo(new[] { MathF.Pow(2, -126), MathF.Pow(2, 127), float.NaN }));
        });
    }

    private void Sweep<TFunction>(Func<double, double> exact, double most)
        where TFunction : struct, IActivation
    {
        float[] arguments = Ulps.Sweep(200_000);
        double worst = Ulps.Check(arguments, Apply<TFunction>(arguments), exact, most);
        TestContext.Out.WriteLine($"{Lanes} lanes: {worst:F2} ulp at worst");
    }

    private float[] Apply<TFunction>(float[] arguments)
        where TFunction : struct, IActivation => Lanes switch
        {
            1 => Apply<LanesScalar, TFunction>(arguments),
            4 => Apply<Lanes128, TFunction>(arguments),
            8 => Apply<Lanes256, TFunction>(arguments),
            _ => Apply<Lanes512, TFunction>(arguments),
        };

    private static unsafe float[] Apply<TLanes, TFunction>(float[] arguments)
        where TLanes : struct, ILanes<TLanes>
        where TFunction : struct, IActivation
    {
        float[] padded = new float[arguments.Length + TLanes.Count];
        arguments.CopyTo(padded, 0);
        fixed (float* x = padded)
        {
            for (int i = 0; i < arguments.Length; i += TLanes.Count)
            {
                TLanes.Store(TFunction.Apply(TLanes.Load(x + i)), x + i);
            }
        }

        return padded[..arguments.Length];
    }
}
