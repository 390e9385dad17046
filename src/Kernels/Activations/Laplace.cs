namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = (1 + erf((x - mu) / (sigma * sqrt(2)))) / 2</c> with mu = 0.707107, sigma = 0.282095 (Ma et al. 2022,
/// https://arxiv.org/abs/2209.10655); Hugging Face's <c>laplace</c>.
/// </summary>
public readonly struct Laplace : IActivation
{
    // 1 / (sigma * sqrt(2)).
    private const float InverseWidth = 2.50662903f;

    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T>
    {
        T z = (x - T.Constant(0.707107f)) * T.Constant(InverseWidth);
        return T.Constant(0.5f) * (T.Constant(1f) + ElementaryFunctions.Erf(z));
    }
}
