namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

public sealed class ActivationTests
{
    // Values of erf to 16 digits (Abramowitz and Stegun, table 7.1, continued); the series rounds a few times.
    [TestCase(0.1, 0.1124629160182849)]
    [TestCase(0.5, 0.5204998778130465)]
    [TestCase(1.0, 0.8427007929497149)]
    [TestCase(2.0, 0.9953222650189527)]
    [TestCase(-3.0, -0.9999779095030014)]
    public void ReferenceErrorFunction(double x, double expected) =>
        Assert.That(ActivationReference.Erf(x), Is.EqualTo(expected).Within(1e-15));

    [Test]
    public void ReferenceErrorFunctionsMeet()
    {
        // Either side of 2 another formula serves.
        double step = ActivationReference.Erfc(Math.BitIncrement(2.0)) - ActivationReference.Erfc(2.0);
        Assert.That(Math.Abs(step), Is.LessThan(1e-15));
        Assert.That(ActivationReference.Erfc(5), Is.EqualTo(1.5374597944280349e-12).Within(1e-26));
    }

    [Test]
    public void KnowsEveryNameOfHuggingFace()
    {
        string[] names =
        [
            "gelu", "gelu_10", "gelu_accurate", "gelu_fast", "gelu_new", "gelu_python", "gelu_python_tanh", "gelu_pytorch_tanh",
            "laplace", "leaky_relu", "linear", "mish", "quick_gelu", "relu", "relu2", "relu6", "sigmoid", "silu", "swish", "tanh",
        ];
        Assert.That(ActivationNames.All, Is.EqualTo(names));
        foreach (string name in names)
        {
            Assert.That(ActivationNames.TryParse(name, out ActivationKind kind), name);
            Assert.That(Enum.IsDefined(kind), name);
        }

        Assert.That(ActivationNames.TryParse("GELU", out _), Is.False);
        Assert.That(ActivationNames.TryParse("prelu", out _), Is.False);
    }
}
