namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = x / 2 * (1 + tanh(0.7978845608 x * (1 + 0.044715 x^2)))</c> (https://github.com/hendrycks/GELUs); Hugging Face's
/// <c>gelu_fast</c>.
/// </summary>
/// <remarks>The constant is sqrt(2 / pi) with ten digits, which in float32 is the very number of <see cref="GeluNew"/>.</remarks>
public readonly struct GeluFast : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        TanhGelu.Apply(x, 0.7978845608f);
}
