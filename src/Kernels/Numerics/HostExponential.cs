using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>e^x for SIMD registers of any width, in float32 throughout.</summary>
internal static class HostExponential
{
    // 1 / ln 2, and ln 2 in two parts: the first has 15 bits, so that its product with an exponent is exact.
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693145752f;
    private const float Ln2Low = 1.42860677e-6f;

    // Past these the result is infinite, or rounds to zero.
    private const float Highest = 89f;
    private const float Lowest = -104f;

    /// <summary>
    /// x = n ln 2 + r with |r| &lt;= ln(2) / 2; e^x = 2^n P(r), P a minimax polynomial of degree 6 (tools/numerics). Off by less
    /// than 1.2 ulp; NaN passes, and overflow and gradual underflow are as in IEEE 754.
    /// </summary>
    /// <typeparam name="T">The register.</typeparam>
    /// <param name="x">Any.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : struct, ILanes<T>
    {
        T clamped = T.Lesser(T.Constant(Highest), x);
        clamped = T.Greater(T.Constant(Lowest), clamped);
        T n = T.Round(clamped * T.Constant(Log2E));
        T r = T.MultiplyAdd(n, T.Constant(-Ln2High), clamped);
        r = T.MultiplyAdd(n, T.Constant(-Ln2Low), r);
        var p = T.Constant(0.0013838904f);
        p = T.MultiplyAdd(p, r, T.Constant(0.00836919248f));
        p = T.MultiplyAdd(p, r, T.Constant(0.0416681021f));
        p = T.MultiplyAdd(p, r, T.Constant(0.166665167f));
        p = T.MultiplyAdd(p, r, T.Constant(0.49999994f));
        p = T.MultiplyAdd(p * r, r, r) + T.Constant(1f);

        // 2^n in two factors, each of them a normal number where 2^n itself is not.
        T half = T.Round(n * T.Constant(0.5f));
        return T.Scale(T.Scale(p, half), n - half);
    }
}
