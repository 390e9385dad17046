using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Elementary functions that devices and SIMD registers lack, written once over <see cref="IReal{TSelf}"/>. NaN gives NaN, and no
/// finite argument gives NaN. The polynomials are minimax approximations of our own (tools/numerics); the errors stated hold for
/// every float32 that was swept by the tests, with an exponential good to 2 ulp.
/// </summary>
public static class ElementaryFunctions
{
    // Beyond it erf rounds to 1: erfc(4) = 1.5e-8, a quarter of the last place.
    private const float ErfIsOne = 4f;

    // Beyond it tanh rounds to 1: 1 - tanh(10) = 4e-9.
    private const float TanhIsOne = 10f;

    /// <summary>The error function, 2 / sqrt(pi) * integral of exp(-t^2) from 0 to x; off by less than 2 ulp.</summary>
    /// <typeparam name="T">The kind of real.</typeparam>
    /// <param name="x">Any.</param>
    public static T Erf<T>(T x)
        where T : struct, IReal<T>
    {
        // |x| < 0.875: erf(x) = x + x P(x^2).
        T square = x * x;
        var p = T.Constant(7.86732126e-05f);
        p = T.MultiplyAdd(p, square, T.Constant(-0.000802637602f));
        p = T.MultiplyAdd(p, square, T.Constant(0.00519094011f));
        p = T.MultiplyAdd(p, square, T.Constant(-0.0268553644f));
        p = T.MultiplyAdd(p, square, T.Constant(0.112836227f));
        p = T.MultiplyAdd(p, square, T.Constant(-0.376126289f));
        p = T.MultiplyAdd(p, square, T.Constant(0.128379166f));
        T near = T.MultiplyAdd(p, x, x);

        // Further out: erf(x) = 1 - exp(-Q(x)). The clamp is written so that NaN passes.
        var limit = T.Constant(ErfIsOne);
        T magnitude = T.Abs(x);
        T clamped = T.Lesser(limit, magnitude);
        var q = T.Constant(2.04525095e-05f);
        q = T.MultiplyAdd(q, clamped, T.Constant(-0.000427088089f));
        q = T.MultiplyAdd(q, clamped, T.Constant(0.00413567061f));
        q = T.MultiplyAdd(q, clamped, T.Constant(-0.0250272211f));
        q = T.MultiplyAdd(q, clamped, T.Constant(0.108139142f));
        q = T.MultiplyAdd(q, clamped, T.Constant(0.633473396f));
        q = T.MultiplyAdd(q, clamped, T.Constant(1.12945318f));
        q = T.MultiplyAdd(q, clamped, T.Constant(-0.00016202571f));
        T far = T.Constant(1f) - T.Exp(-q);
        far = T.WhereLess(x, T.Constant(0f), -far, far);
        return T.WhereLess(magnitude, T.Constant(0.875f), near, far);
    }

    /// <summary>
    /// erfc(x / sqrt(2)), twice the tail of the normal distribution beyond x; off by less than 1e-7 absolutely, and by less than
    /// 0.4 % of itself.
    /// </summary>
    /// <typeparam name="T">The kind of real.</typeparam>
    /// <param name="x">0 to 6.5.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NormalTails<T>(T x)
        where T : struct, IReal<T>
    {
        // 2^-Q(x), Q a polynomial of degree 9: the exponent of GELU in tools/numerics. Odd and even powers apart, so that neither
        // waits for the other.
        T square = x * x;
        var odd = T.Constant(2.48603271e-07f);
        odd = T.MultiplyAdd(odd, square, T.Constant(5.32559025e-05f));
        odd = T.MultiplyAdd(odd, square, T.Constant(-9.24139531e-05f));
        odd = T.MultiplyAdd(odd, square, T.Constant(-0.0524859019f));
        odd = T.MultiplyAdd(odd, square, T.Constant(-1.1511054f));
        var even = T.Constant(-5.77280571e-06f);
        even = T.MultiplyAdd(even, square, T.Constant(-0.000219813694f));
        even = T.MultiplyAdd(even, square, T.Constant(0.00703200651f));
        even = T.MultiplyAdd(even, square, T.Constant(-0.459208965f));
        even = T.MultiplyAdd(even, square, T.Constant(1.76087127e-08f));
        return PowerOfTwo(T.MultiplyAdd(odd, x, even));
    }

    /// <summary>2^x; off by less than 1.5 ulp.</summary>
    /// <typeparam name="T">The kind of real.</typeparam>
    /// <param name="x">-126 to 127.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T PowerOfTwo<T>(T x)
        where T : struct, IReal<T>
    {
        // 2^x = 2^n 2^r, n the nearest integer and |r| at most a half.
        T n = T.Round(x);
        T r = x - n;
        var p = T.Constant(0.000158157956f);
        p = T.MultiplyAdd(p, r, T.Constant(0.00134179962f));
        p = T.MultiplyAdd(p, r, T.Constant(0.00961706694f));
        p = T.MultiplyAdd(p, r, T.Constant(0.0555027276f));
        p = T.MultiplyAdd(p, r, T.Constant(0.240226552f));
        p = T.MultiplyAdd(p, r, T.Constant(0.693147242f));
        p = T.MultiplyAdd(p, r, T.Constant(1f));
        return T.Scale(p, n);
    }

    /// <summary>The hyperbolic tangent; off by less than 3 ulp, and +1 or -1 at the infinities.</summary>
    /// <typeparam name="T">The kind of real.</typeparam>
    /// <param name="x">Any.</param>
    public static T Tanh<T>(T x)
        where T : struct, IReal<T>
    {
        // |x| < 0.63: tanh(x) = x + x^3 P(x^2), without the cancellation of the formula below.
        T square = x * x;
        var p = T.Constant(-0.00563722616f);
        p = T.MultiplyAdd(p, square, T.Constant(0.0205797479f));
        p = T.MultiplyAdd(p, square, T.Constant(-0.0537220202f));
        p = T.MultiplyAdd(p, square, T.Constant(0.133312374f));
        p = T.MultiplyAdd(p, square, T.Constant(-0.333332747f));
        T near = T.MultiplyAdd(p * square, x, x);

        // Further out: tanh(x) = 1 - 2 / (exp(2 x) + 1). The clamp keeps the exponential finite and lets NaN pass.
        var limit = T.Constant(TanhIsOne);
        T magnitude = T.Abs(x);
        T clamped = T.Lesser(limit, magnitude);
        T far = T.Constant(1f) - (T.Constant(2f) / (T.Exp(clamped + clamped) + T.Constant(1f)));
        far = T.WhereLess(x, T.Constant(0f), -far, far);
        return T.WhereLess(magnitude, T.Constant(0.63f), near, far);
    }

    /// <summary>The logistic function, 1 / (1 + exp(-x)); off by less than 4 ulp wherever the result is a normal number.</summary>
    /// <typeparam name="T">The kind of real.</typeparam>
    /// <param name="x">Any.</param>
    public static T Sigmoid<T>(T x)
        where T : struct, IReal<T>
    {
        // The exponential of a negative number never overflows: sigmoid(-x) = exp(-x) / (1 + exp(-x)).
        var one = T.Constant(1f);
        T exponential = T.Exp(-T.Abs(x));
        return T.WhereLess(x, T.Constant(0f), exponential, one) / (one + exponential);
    }
}
