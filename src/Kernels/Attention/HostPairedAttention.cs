using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Attention by <see cref="HostWinogradGemm{TLanes}"/>: keys are packed in strips once, for all queries, and brought to the queries'
/// size. Weights stay where softmax leaves them; values are brought to their size.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal readonly unsafe struct HostPairedAttention<TLanes> : IHostAttention<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // What values are brought to, times the square root of their number. A query's largest weight is 1: it has one such key, or as
    // many as there are. Larger values add to the rounding errors of the first, smaller ones to those of the second (bench/README).
    private const float ValueMagnitude = 2;

    private static int Block => HostAttentionScratch<TLanes>.Block;

    private static int Columns => HostGemm<TLanes>.Columns;

    public static float Prepare(in HostHead head, in HostAttentionScratch<TLanes> scratch)
    {
        int length = head.Length;
        float queries = head.Scale * HostMagnitude.OfRows<TLanes>(head.Query, head.QueryStride, length, head.D);
        HostStrips<TLanes>.Pack(head.Key, head.KeyStride, length, head.D, queries, scratch.Keys);

        float values = HostMagnitude.OfRows<TLanes>(head.Value, head.ValueStride, length, head.D);
        int exponent = HostMagnitude.Exponent(ValueMagnitude / MathF.Sqrt(length), values);
        float scale = HostMagnitude.PowerOfTwo(exponent);
        for (int d = 0; d < head.D; d += Columns)
        {
            float* value = head.Value + d;
            long stride = head.ValueStride;
            if (head.D - d < Columns)
            {
                // There are no scores yet.
                HostValues<TLanes>.Copy(value, stride, length, head.D - d, scratch.Scores);
                value = scratch.Scores;
                stride = Columns;
            }

            PackValues(value, stride, length, scale, scratch.Values + ((long)d * length), scratch.ValueCorrections + d);
        }

        return values == 0 ? 0 : HostMagnitude.PowerOfTwo(-exponent);
    }

    public static void Score(in HostHead head, in HostAttentionScratch<TLanes> scratch, int first, int count)
    {
        for (int q = 0; q < count; q += Columns)
        {
            float* query = head.Query + ((first + q) * head.QueryStride);
            PackQueries(query, head, Math.Min(Columns, count - q), scratch.Queries, scratch.QueryCorrections);
            HostWinogradGemm<TLanes>.Multiply<float, F32>(
                scratch.Keys,
                head.Length,
                scratch.Queries,
                scratch.QueryCorrections,
                head.D,
                scratch.Scores + q,
                Block,
                default);
        }
    }

    public static void Exponentiate(in HostHead head, in HostAttentionScratch<TLanes> scratch, int width, float factor) =>
        HostAttentionColumns<TLanes>.ExponentiatePairs(
            scratch.Scores, Block, head.Length, width, factor, scratch.Inverses, scratch.Products);

    public static void Mix(in HostHead head, in HostAttentionScratch<TLanes> scratch, int first, int count)
    {
        int rows = HostWinogradGemm<TLanes>.Rows;
        int wholeStrips = (count + rows - 1) / rows * rows;
        float* output = head.Output + (first * head.OutputStride);
        for (int d = 0; d < head.D; d += Columns)
        {
            HostWinogradGemm<TLanes>.MultiplyTransposed(
                scratch.Scores,
                scratch.Products,
                scratch.Inverses,
                wholeStrips,
                scratch.Values + ((long)d * head.Length),
                scratch.ValueCorrections + d,
                head.Length,
                scratch.Sums);
            uint bytes = (uint)Math.Min(Columns, head.D - d) * sizeof(float);
            for (int q = 0; q < count; q++)
            {
                Unsafe.CopyBlockUnaligned(output + (q * head.OutputStride) + d, scratch.Sums + (q * Columns), bytes);
            }
        }
    }

    // panel[place of d, column] = +-scale * query[column, d]; columns that are not there become zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackQueries(float* query, in HostHead head, int count, float* panel, float* corrections)
    {
        int columns = Columns;
        int depth = head.D;
        int block = HostPairs.Block(TLanes.Count);
        int singles = HostPairs.Singles(TLanes.Count);
        int paired = depth / block * block;
        for (int column = 0; column < columns; column++)
        {
            float scale = column < count ? head.Scale : 0;
            float* row = query + (Math.Min(column, count - 1) * head.QueryStride);
            float* destination = panel + column;
            float correction = 0;
            for (int k = 0; k < paired; k += block)
            {
                float signed = scale;
                for (float* end = row + HostPairs.Count; row < end; row++, signed = -signed)
                {
                    float first = row[0] * scale;
                    float second = row[HostPairs.Count] * signed;
                    correction -= first * second;
                    destination[0] = first;
                    destination[columns] = second;
                    destination[2 * columns] = row[2 * HostPairs.Count] * scale;
                    if (singles > 1)
                    {
                        destination[3 * columns] = row[3 * HostPairs.Count] * scale;
                    }

                    destination += (2 + singles) * columns;
                }

                row += block - HostPairs.Count;
            }

            for (int k = paired; k < depth; k++, row++, destination += columns)
            {
                *destination = *row * scale;
            }

            corrections[column] = correction;
        }
    }

    // panel[place of k, d] = +-scale * value[k, d].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackValues(float* value, long stride, int length, float scale, float* panel, float* corrections)
    {
        int columns = Columns;
        int block = HostPairs.Block(TLanes.Count);
        var factor = TLanes.Constant(scale);
        var left = TLanes.Constant(0);
        TLanes right = left;
        int k = 0;
        for (; k <= length - block; k += block, value += block * stride)
        {
            TLanes signed = factor;
            float* row = value;
            for (int pair = 0; pair < HostPairs.Count; pair++, row += stride, signed = -signed)
            {
                float* next = row + (HostPairs.Count * stride);
                left -= PackPair(row, next, factor, signed, panel, panel + columns);
                right -= PackPair(
                    row + TLanes.Count, next + TLanes.Count, factor, signed, panel + TLanes.Count, panel + columns + TLanes.Count);
                panel += 2 * columns;
                for (int single = 2 * HostPairs.Count; single < block; single += HostPairs.Count, panel += columns)
                {
                    PackSingle(row + (single * stride), factor, panel);
                }
            }
        }

        for (; k < length; k++, value += stride, panel += columns)
        {
            PackSingle(value, factor, panel);
        }

        TLanes.Store(left, corrections);
        TLanes.Store(right, corrections + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes PackPair(float* row, float* next, TLanes factor, TLanes signed, float* packed, float* packedNext)
    {
        TLanes first = TLanes.Load(row) * factor;
        TLanes second = TLanes.Load(next) * signed;
        TLanes.Store(first, packed);
        TLanes.Store(second, packedNext);
        return first * second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PackSingle(float* row, TLanes factor, float* packed)
    {
        TLanes.Store(TLanes.Load(row) * factor, packed);
        TLanes.Store(TLanes.Load(row + TLanes.Count) * factor, packed + TLanes.Count);
    }
}
