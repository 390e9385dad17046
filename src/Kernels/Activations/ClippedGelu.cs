namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = min(max(gelu(x), -10), 10)</c> (Wu et al. 2020, https://arxiv.org/abs/2004.09602); Hugging Face's <c>gelu_10</c>.
/// </summary>
public readonly struct ClippedGelu : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T>
    {
        var limit = T.Constant(10f);
        T y = Gelu.Apply(x);
        y = T.Lesser(limit, y);
        return T.Greater(-limit, y);
    }
}
