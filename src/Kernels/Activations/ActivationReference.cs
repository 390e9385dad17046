namespace SqueezeBert.Gpu.Kernels;

/// <summary>The activation functions in double, from their definitions.</summary>
public static class ActivationReference
{
    /// <summary>The value at <paramref name="x"/>.</summary>
    /// <param name="kind">Which function.</param>
    /// <param name="x">Any.</param>
    public static double Apply(ActivationKind kind, double x) => kind switch
    {
        ActivationKind.Gelu => x * Normal(x),
        ActivationKind.GeluNew => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * Math.Pow(x, 3))))),
        ActivationKind.GeluFast => x / 2 * (1 + Math.Tanh(x * 0.7978845608 * (1 + (0.044715 * x * x)))),
        ActivationKind.QuickGelu => x * Logistic(1.702 * x),
        ActivationKind.ClippedGelu => Math.Clamp(x * Normal(x), -10, 10),
        ActivationKind.Relu => Math.Max(x, 0),
        ActivationKind.SquaredRelu => Math.Pow(Math.Max(x, 0), 2),
        ActivationKind.Relu6 => Math.Clamp(x, 0, 6),
        ActivationKind.LeakyRelu => x >= 0 ? x : 0.01 * x,
        ActivationKind.Sigmoid => Logistic(x),
        ActivationKind.Silu => x * Logistic(x),
        ActivationKind.Mish => x * Math.Tanh(x > 40 ? x : Math.Log(1 + Math.Exp(x))),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Linear => x,
        ActivationKind.Laplace => Normal((x - 0.707107) / 0.282095),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a member of ActivationKind expected"),
    };

    /// <summary>The error function, good to about 1e-15 of itself.</summary>
    /// <param name="x">Any.</param>
    /// <remarks>
    /// Abramowitz and Stegun, Handbook of Mathematical Functions: up to 2 the series 7.1.6, whose terms all have one sign; beyond it
    /// 1 - <see cref="Erfc"/>.
    /// </remarks>
    public static double Erf(double x)
    {
        if (!(Math.Abs(x) <= 2))
        {
            return double.IsNaN(x) ? x : Math.Sign(x) * (1 - Erfc(Math.Abs(x)));
        }

        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>1 - erf(x) without its cancellation.</summary>
    /// <param name="x">Any.</param>
    /// <remarks>Beyond 2 the continued fraction 7.1.14 of Abramowitz and Stegun, from the tail inwards.</remarks>
    public static double Erfc(double x)
    {
        if (!(x > 2))
        {
            return 1 - Erf(x);
        }

        double fraction = x;
        for (int n = 120; n > 0; n--)
        {
            fraction = x + (n / 2.0 / fraction);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
    }

    // The normal distribution up to x.
    private static double Normal(double x) => Erfc(-x / Math.Sqrt(2)) / 2;

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
