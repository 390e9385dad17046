namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = x / 2 * (1 + erf(x / sqrt(2)))</c> (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415);
/// Hugging Face's <c>gelu</c> and <c>gelu_python</c>.
/// </summary>
public readonly struct Gelu : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        T.Constant(0.5f) * x * (T.Constant(1f) + ElementaryFunctions.Erf(x * T.Constant(0.707106781f)));
}
