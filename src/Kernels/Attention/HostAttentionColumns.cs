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
    /// scores[k, q] = exp(scores[k, q] - the largest of the column); inverses[q] = factor / the column's sum of them. Goes down two
    /// registers' columns at a time: with AVX2 that is a whole cache line.
    /// </summary>
    /// <param name="scores">[length, width], rows <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one key's scores to the next.</param>
    /// <param name="length">The keys.</param>
    /// <param name="width">The queries, a multiple of two registers' lanes.</param>
    /// <param name="factor">What is divided by the sums.</param>
    /// <param name="inverses">[width].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exponentiate(float* scores, int stride, int length, int width, float factor, float* inverses)
    {
        for (int q = 0; q < width; q += 2 * TLanes.Count)
        {
            Columns columns = Largest(scores + q, stride, length);
            float* end = scores + q + ((long)length * stride);
            for (float* row = scores + q; row < end; row += stride)
            {
                WeighAndStore(ref columns, row);
            }

            Divide(factor, columns, inverses + q);
        }
    }

    /// <summary>
    /// The same for weights that will be multiplied in pairs: those that <see cref="HostPairs.IsNegated"/> names are negated.
    /// </summary>
    /// <param name="scores">[length, width], rows <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one key's scores to the next.</param>
    /// <param name="length">The keys.</param>
    /// <param name="width">The queries, a multiple of two registers' lanes.</param>
    /// <param name="factor">What is divided by the sums.</param>
    /// <param name="inverses">[width].</param>
    /// <param name="products">[width]: the sum of each column's products of pairs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ExponentiatePairs(
        float* scores, int stride, int length, int width, float factor, float* inverses, float* products)
    {
        int block = HostPairs.Block(TLanes.Count);
        int blocks = length / block;
        for (int q = 0; q < width; q += 2 * TLanes.Count)
        {
            Columns columns = Largest(scores + q, stride, length);
            var leftProducts = TLanes.Constant(0);
            TLanes rightProducts = leftProducts;
            float* row = scores + q;
            for (int k = 0; k < blocks; k++)
            {
                var sign = TLanes.Constant(1);
                for (int pair = 0; pair < HostPairs.Count; pair++, row += stride, sign = -sign)
                {
                    Weigh(ref columns, row, out TLanes left, out TLanes right);
                    float* next = row + (HostPairs.Count * stride);
                    Weigh(ref columns, next, out TLanes nextLeft, out TLanes nextRight);
                    nextLeft *= sign;
                    nextRight *= sign;
                    TLanes.Store(left, row);
                    TLanes.Store(right, row + TLanes.Count);
                    TLanes.Store(nextLeft, next);
                    TLanes.Store(nextRight, next + TLanes.Count);
                    TLanes.Accumulate(ref leftProducts, left, nextLeft);
                    TLanes.Accumulate(ref rightProducts, right, nextRight);
                }

                row += HostPairs.Count * stride;
                for (int single = 2 * HostPairs.Count; single < block; single++, row += stride)
                {
                    WeighAndStore(ref columns, row);
                }
            }

            for (int k = blocks * block; k < length; k++, row += stride)
            {
                WeighAndStore(ref columns, row);
            }

            Divide(factor, columns, inverses + q);
            TLanes.Store(leftProducts, products + q);
            TLanes.Store(rightProducts, products + q + TLanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Columns Largest(float* first, int stride, int length)
    {
        TLanes left = TLanes.Load(first);
        TLanes right = TLanes.Load(first + TLanes.Count);
        float* end = first + ((long)length * stride);
        for (float* row = first; row < end; row += stride)
        {
            left = TLanes.Greater(left, TLanes.Load(row));
            right = TLanes.Greater(right, TLanes.Load(row + TLanes.Count));
        }

        return new Columns { Left = left, Right = right, LeftSum = TLanes.Constant(0), RightSum = TLanes.Constant(0) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeighAndStore(ref Columns columns, float* row)
    {
        Weigh(ref columns, row, out TLanes left, out TLanes right);
        TLanes.Store(left, row);
        TLanes.Store(right, row + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weigh(ref Columns columns, float* row, out TLanes left, out TLanes right)
    {
        left = Weight(TLanes.Load(row) - columns.Left);
        right = Weight(TLanes.Load(row + TLanes.Count) - columns.Right);
        columns.LeftSum += left;
        columns.RightSum += right;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Divide(float factor, Columns columns, float* inverses)
    {
        var factors = TLanes.Constant(factor);
        TLanes.Store(factors / columns.LeftSum, inverses);
        TLanes.Store(factors / columns.RightSum, inverses + TLanes.Count);
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

    /// <summary>written[q, k] = scores[k, q].</summary>
    /// <param name="scores">[length, count], rows <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one key's scores to the next.</param>
    /// <param name="length">The keys.</param>
    /// <param name="count">The queries.</param>
    /// <param name="written">[count, length], rows <paramref name="writtenStride"/> floats apart.</param>
    /// <param name="writtenStride">Floats from one query's row to the next.</param>
    public static void WriteScores(float* scores, int stride, int length, int count, float* written, long writtenStride)
    {
        for (int q = 0; q < count; q++, written += writtenStride)
        {
            for (int k = 0; k < length; k++)
            {
                written[k] = scores[((long)k * stride) + q];
            }
        }
    }

    /// <summary>written[q, k] = the weight scores[k, q], up to its sign, divided by the sum of the query's weights.</summary>
    /// <param name="scores">[length, count], rows <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one key's weights to the next.</param>
    /// <param name="length">The keys.</param>
    /// <param name="count">The queries.</param>
    /// <param name="written">[count, length], rows <paramref name="writtenStride"/> floats apart.</param>
    /// <param name="writtenStride">Floats from one query's row to the next.</param>
    public static void WriteProbabilities(float* scores, int stride, int length, int count, float* written, long writtenStride)
    {
        for (int q = 0; q < count; q++, written += writtenStride)
        {
            float sum = 0;
            for (int k = 0; k < length; k++)
            {
                written[k] = MathF.Abs(scores[((long)k * stride) + q]);
                sum += written[k];
            }

            for (int k = 0; k < length; k++)
            {
                written[k] /= sum;
            }
        }
    }

    // Two registers' columns: their largest scores, and the sums of their weights so far.
    private struct Columns
    {
        public TLanes Left;
        public TLanes Right;
        public TLanes LeftSum;
        public TLanes RightSum;
    }
}
