using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = x / 2 * (1 + erf(x / sqrt(2)))</c> (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415);
/// Hugging Face's <c>gelu</c> and <c>gelu_python</c>. Off by less than 2 ulp of |x| / 2.
/// </summary>
public readonly struct Gelu : IActivation
{
    // Beyond it the smaller term is 3e-10 at most, and stays there.
    private const float Furthest = 6.5f;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply<T>(T x)
        where T : struct, IReal<T>
    {
        // The same number as max(x, 0) - |x| / 2 erfc(|x| / sqrt(2)): one polynomial, and no cancellation where x is negative. NaN
        // passes.
        var limit = T.Constant(Furthest);
        T magnitude = T.Abs(x);
        magnitude = T.Lesser(limit, magnitude);
        T positive = T.Greater(T.Constant(0f), x);
        return T.MultiplyAdd(magnitude * T.Constant(-0.5f), T.NormalTails(magnitude), positive);
    }
}
