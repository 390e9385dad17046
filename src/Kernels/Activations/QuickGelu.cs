namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = x * sigmoid(1.702 x)</c> (https://github.com/hendrycks/GELUs); Hugging Face's <c>quick_gelu</c>.
/// </summary>
public readonly struct QuickGelu : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        x * ElementaryFunctions.Sigmoid(x * T.Constant(1.702f));
}
