using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <see cref="ElementaryFunctions.NormalTails"/> where a register holds a table that another can look up in: a polynomial for each
/// piece of the argument, and no exponential.
/// </summary>
/// <remarks>
/// Piece n is where s x rounds to n, and its polynomial one of t = s x - n, from -1/2 to 1/2 (tools/numerics). A register holds one
/// coefficient of every piece.
/// </remarks>
internal static class HostNormalTails
{
    // Added to a number, it leaves the nearest integer in the lowest bits.
    private const float Rounding = 12582912f;

    /// <summary>Eight pieces of degree 7; off by less than 1e-7 absolutely.</summary>
    /// <param name="x">0 to 6.5, or NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Evaluate(Vector256<float> x)
    {
        var scale = Vector256.Create(1.125f);
        Vector256<float> rounded = Fma.MultiplyAdd(x, scale, Vector256.Create(Rounding));
        Vector256<int> piece = rounded.AsInt32();
        Vector256<float> t = Fma.MultiplySubtract(x, scale, rounded - Vector256.Create(Rounding));
        var c7 = Vector256.Create(
            0.000858007523f, -0.000512423983f, -0.000136495568f, 0.000183050375f, -1.98154139e-05f, -9.96802464e-06f,
            -6.15734848e-07f, -1.19534409e-08f);
        var c6 = Vector256.Create(
            0.00019718711f, 0.00244914787f, -0.00125663413f, -0.000247979129f, 0.000166229598f, 2.72128327e-05f,
            1.17356115e-06f, 1.80793869e-08f);
        var c5 = Vector256.Create(
            -0.0111628454f, 0.0027678567f, 0.00454102503f, -0.00114830036f, -0.000577494793f, -5.20059257e-05f,
            -1.56414762e-06f, -1.79541182e-08f);
        var c4 = Vector256.Create(
            2.34061572e-05f, -0.0274516102f, 0.0012089943f, 0.00650227303f, 0.00127990847f, 7.91757921e-05f,
            1.85542899e-06f, 1.75752302e-08f);
        var c3 = Vector256.Create(
            0.093393527f, 0.0132050747f, -0.0415521227f, -0.0163040217f, -0.00195514597f, -8.99695006e-05f,
            -1.70763099e-06f, -1.38288438e-08f);
        var c2 = Vector256.Create(
            2.00861109e-07f, 0.188746095f, 0.115396313f, 0.0240111649f, 0.00201528938f, 7.19706368e-05f, 1.12036332e-06f,
            7.70663355e-09f);
        var c1 = Vector256.Create(
            -0.709230721f, -0.477765113f, -0.146047801f, -0.0202595294f, -0.00127531588f, -3.64299194e-05f,
            -4.72209877e-07f, -2.77708523e-09f);
        var c0 = Vector256.Create(
            1f, 0.374062806f, 0.0754403546f, 0.00766076194f, 0.000377181423f, 8.8118486e-06f, 9.64182405e-08f,
            4.89967511e-10f);

        Vector256<float> p = Avx2.PermuteVar8x32(c7, piece);
        p = Fma.MultiplyAdd(p, t, Avx2.PermuteVar8x32(c6, piece));
        p = Fma.MultiplyAdd(p, t, Avx2.PermuteVar8x32(c5, piece));
        p = Fma.MultiplyAdd(p, t, Avx2.PermuteVar8x32(c4, piece));
        p = Fma.MultiplyAdd(p, t, Avx2.PermuteVar8x32(c3, piece));
        p = Fma.MultiplyAdd(p, t, Avx2.PermuteVar8x32(c2, piece));
        p = Fma.MultiplyAdd(p, t, Avx2.PermuteVar8x32(c1, piece));
        return Fma.MultiplyAdd(p, t, Avx2.PermuteVar8x32(c0, piece));
    }

    /// <summary>Sixteen pieces of degree 5; off by less than 1e-7 absolutely.</summary>
    /// <param name="x">0 to 6.5, or NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Evaluate(Vector512<float> x)
    {
        var scale = Vector512.Create(2.375f);
        Vector512<float> rounded = Vector512.FusedMultiplyAdd(x, scale, Vector512.Create(Rounding));
        Vector512<int> piece = rounded.AsInt32();
        Vector512<float> t = Vector512.FusedMultiplyAdd(x, scale, Vector512.Create(Rounding) - rounded);
        var c5 = Vector512.Create(
            -0.000256040832f, -0.000157188857f, 4.51590349e-05f, 0.000157711373f, 0.000126598228f, 3.83511906e-05f,
            -1.90848932e-05f, -2.98693867e-05f, -1.92680254e-05f, -8.31670513e-06f, -2.66651909e-06f, -6.62685238e-07f,
            -1.30528193e-07f, -2.06519442e-08f, -2.64795408e-09f, -2.76845907e-10f);
        var c4 = Vector512.Create(
            -5.98210136e-06f, -0.00112477457f, -0.0014025541f, -0.000832654594f, -7.46210499e-05f, 0.000338383601f,
            0.000365227199f, 0.000227836194f, 0.000101775549f, 3.47780151e-05f, 9.36982451e-06f, 2.02391402e-06f,
            3.54162353e-07f, 5.0558473e-08f, 5.91717608e-09f, 5.69834235e-10f);
        var c3 = Vector512.Create(
            0.00992830005f, 0.00747376261f, 0.00202549808f, -0.00266201701f, -0.0044141016f, -0.00371487881f,
            -0.00219729566f, -0.000991323846f, -0.000352995819f, -0.000100996171f, -2.3465831e-05f, -4.4581202e-06f,
            -6.95841152e-07f, -8.95346659e-08f, -9.52132595e-09f, -8.38440095e-10f);
        var c2 = Vector512.Create(
            -2.22222099e-07f, 0.0272523966f, 0.0417782292f, 0.0402314067f, 0.0288425684f, 0.0162359085f, 0.00734833023f,
            0.00270806369f, 0.000818766362f, 0.000204079697f, 4.20739852e-05f, 7.19153149e-06f, 1.02087427e-06f,
            1.20512112e-07f, 1.18421637e-08f, 9.69422542e-10f);
        var c1 = Vector512.Create(
            -0.335951388f, -0.307453483f, -0.235661373f, -0.1512876f, -0.0813437477f, -0.0366311856f, -0.0138160437f,
            -0.00436437875f, -0.00115469517f, -0.000255869614f, -4.74872431e-05f, -7.38146991e-06f, -9.6098654e-07f,
            -1.0478562e-07f, -9.56968815e-09f, -7.31994354e-10f);
        var c0 = Vector512.Create(
            1f, 0.673716664f, 0.399729043f, 0.206532449f, 0.0921409801f, 0.0352683999f, 0.011526579f, 0.00320491148f,
            0.000756001507f, 0.000150967477f, 2.54779188e-05f, 3.62895662e-06f, 4.35782198e-07f, 4.40806538e-08f,
            3.75324616e-09f, 2.68837758e-10f);

        Vector512<float> p = Avx512F.PermuteVar16x32(c5, piece);
        p = Vector512.FusedMultiplyAdd(p, t, Avx512F.PermuteVar16x32(c4, piece));
        p = Vector512.FusedMultiplyAdd(p, t, Avx512F.PermuteVar16x32(c3, piece));
        p = Vector512.FusedMultiplyAdd(p, t, Avx512F.PermuteVar16x32(c2, piece));
        p = Vector512.FusedMultiplyAdd(p, t, Avx512F.PermuteVar16x32(c1, piece));
        return Vector512.FusedMultiplyAdd(p, t, Avx512F.PermuteVar16x32(c0, piece));
    }
}
