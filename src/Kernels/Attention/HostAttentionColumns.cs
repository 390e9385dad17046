using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What happens to the host's scores [key, query] between the two products of attention: columns are queries.</summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostAttentionColumns<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const float Log2E = 1.44269504f;

    // Below it is no normal number: such a weight is zero, as is that of every masked key.
    private const float LeastExponent = -126;

    /// <summary>Masks one key: its scores go down by the largest float, and no further.</summary>
    /// <param name="row">[width], the key's scores.</param>
    /// <param name="width">The queries, a multiple of a register's lanes.</param>
    public static void Mask(float* row, int width)
    {
        var least = TLanes.Constant(float.MinValue);
        for (int q = 0; q < width; q += TLanes.Count)
        {
            TLanes.Store(TLanes.Greater(least, TLanes.Load(row + q) + least), row + q);
        }
    }

    /// <summary>
    /// scores[k, q] = exp(scores[k, q] - the largest of the column); inverses[q] = 1 / the column's sum of them. Goes down two
    /// registers' columns at a time: with AVX2 that is a whole cache line.
    /// </summary>
    /// <param name="scores">[length, width], rows <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one key's scores to the next.</param>
    /// <param name="length">The keys.</param>
    /// <param name="width">The queries, a multiple of two registers' lanes.</param>
    /// <param name="inverses">[width].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exponentiate(float* scores, int stride, int length, int width, float* inverses)
    {
        var one = TLanes.Constant(1);
        for (int q = 0; q < width; q += 2 * TLanes.Count)
        {
            float* first = scores + q;
            float* end = first + ((long)length * stride);
            TLanes left = TLanes.Load(first);
            TLanes right = TLanes.Load(first + TLanes.Count);
            for (float* row = first; row < end; row += stride)
            {
                left = TLanes.Greater(left, TLanes.Load(row));
                right = TLanes.Greater(right, TLanes.Load(row + TLanes.Count));
            }

            var leftSum = TLanes.Constant(0);
            TLanes rightSum = leftSum;
            for (float* row = first; row < end; row += stride)
            {
                TLanes leftWeight = Weight(TLanes.Load(row) - left);
                TLanes rightWeight = Weight(TLanes.Load(row + TLanes.Count) - right);
                TLanes.Store(leftWeight, row);
                TLanes.Store(rightWeight, row + TLanes.Count);
                leftSum += leftWeight;
                rightSum += rightWeight;
            }

            TLanes.Store(one / leftSum, inverses + q);
            TLanes.Store(one / rightSum, inverses + q + TLanes.Count);
        }
    }

    // e^x for x of at most 0: the product with log2 e is off by half an ulp of itself, which moves e^x by less than half an ulp of 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Weight(TLanes x)
    {
        var least = TLanes.Constant(LeastExponent);
        TLanes exponent = x * TLanes.Constant(Log2E);
        TLanes weight = ElementaryFunctions.PowerOfTwo(TLanes.Greater(least, exponent));
        return TLanes.WhereLess(exponent, least, TLanes.Constant(0), weight);
    }

    /// <summary>written[q, k] = scores[k, q] * factors[q].</summary>
    /// <param name="scores">[length, count], rows <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one key's scores to the next.</param>
    /// <param name="length">The keys.</param>
    /// <param name="count">The queries.</param>
    /// <param name="factors">[count]; null for ones.</param>
    /// <param name="written">[count, length], rows <paramref name="writtenStride"/> floats apart.</param>
    /// <param name="writtenStride">Floats from one query's row to the next.</param>
    public static void Write(
        float* scores, int stride, int length, int count, float* factors, float* written, long writtenStride)
    {
        for (int q = 0; q < count; q++)
        {
            float factor = factors is null ? 1f : factors[q];
            for (int k = 0; k < length; k++)
            {
                written[k] = scores[((long)k * stride) + q] * factor;
            }

            written += writtenStride;
        }
    }
}
