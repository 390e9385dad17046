namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = x * tanh(ln(1 + exp(x)))</c> (Misra 2019, https://arxiv.org/abs/1908.08681); Hugging Face's <c>mish</c>.
/// </summary>
/// <remarks>With e = exp(x) the factor is n / (n + 2), n = e^2 + 2 e: no logarithm, no cancellation. Beyond 20 it rounds to 1.</remarks>
public readonly struct Mish : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T>
    {
        var limit = T.Constant(20f);
        T clamped = T.Lesser(limit, x);
        T e = T.Exp(clamped);
        T n = T.MultiplyAdd(e, e, e + e);
        return x * (n / (n + T.Constant(2f)));
    }
}
