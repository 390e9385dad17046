using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Attention of a block of queries of one head and sentence, on the host. Scores are kept transposed, [key, query]: keys are then
/// read where they lie, softmax runs down columns without crossing lanes, and the second product broadcasts weights as they lie.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostHeadAttention<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private static readonly int Columns = HostGemm<TLanes>.Columns;

    /// <summary>Queries of a block: a multiple of a panel's columns, and of a tile's rows.</summary>
    public static int Block { get; } = 48 % Columns == 0 ? 48 : 96;

    /// <summary>Floats of scratch of one worker.</summary>
    public static long ScratchLength(int longest, int headSize) =>
        HostAttentionScratch.Length(longest, headSize, Block, Columns);

    /// <summary>One worker's share of the scratch.</summary>
    public static HostAttentionScratch Scratch(float* scratch, int worker, int longest, int headSize) =>
        new(scratch, worker, longest, headSize, Block, Columns);

    /// <summary>Every query of a head.</summary>
    public static void Attend(in HostHead head, in HostAttentionScratch scratch)
    {
        for (int first = 0; first < head.Length; first += Block)
        {
            int count = Math.Min(Block, head.Length - first);
            Score(head, scratch, first, count);
            Exponentiate(head, scratch, count);
            Mix(head, scratch, first, count);
        }
    }

    /// <summary>scores[k, q] become weights; their sums' inverses go to <see cref="HostAttentionScratch.Inverses"/>.</summary>
    public static void Exponentiate(in HostHead head, in HostAttentionScratch scratch, int count)
    {
        int width = (count + Columns - 1) / Columns * Columns;
        HostAttentionColumns<TLanes>.Exponentiate(scratch.Scores, Block, head.Length, width, scratch.Inverses);
    }

    /// <summary>scores[k, q], masked. Queries that fill up the last panel are zeros, and nothing reads their results.</summary>
    public static void Score(in HostHead head, in HostAttentionScratch scratch, int first, int count)
    {
        int depth = head.D;
        float* query = head.Query + (first * head.QueryStride);
        for (int q = 0; q < count; q += Columns)
        {
            float* panel = scratch.Queries + ((long)q * depth);
            PackQueries(query + (q * head.QueryStride), head, Math.Min(Columns, count - q), panel);
        }

        for (int q = 0; q < count; q += Columns)
        {
            float* panel = scratch.Queries + ((long)q * depth);
            HostGemm<TLanes>.Multiply<float, F32>(
                head.Key, head.KeyStride, 1, head.Length, panel, depth, scratch.Scores + q, Block, default);
        }

        for (int k = 0; head.Mask != null && k < head.Length; k++)
        {
            if (head.Mask[k] == 0)
            {
                HostAttentionColumns<TLanes>.Mask(scratch.Scores + ((long)k * Block), Block);
            }
        }
    }

    // panel[d, column] = scale * query[column, d]; columns that are not there become zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackQueries(float* query, in HostHead head, int count, float* panel)
    {
        int depth = head.D;
        float scale = head.Scale;
        for (int column = 0; column < Columns; column++)
        {
            float* row = query + (column * head.QueryStride);
            float* destination = panel + column;
            float* end = destination + ((long)depth * Columns);
            if (column < count)
            {
                for (; destination < end; destination += Columns)
                {
                    *destination = *row++ * scale;
                }
            }
            else
            {
                for (; destination < end; destination += Columns)
                {
                    *destination = 0;
                }
            }
        }
    }

    /// <summary>output[q, d] = inverse[q] * sum over k of weights[k, q] * value[k, d].</summary>
    public static void Mix(in HostHead head, in HostAttentionScratch scratch, int first, int count)
    {
        int length = head.Length;
        float* output = head.Output + (first * head.OutputStride);
        for (int d = 0; d < head.D; d += Columns)
        {
            int channels = Math.Min(Columns, head.D - d);
            CopyPanel(head.Value + d, head.ValueStride, length, channels, scratch.Values);

            // A query's weights lie in a column of the scores: its neighbour is one float on, its next key a row of them.
            HostGemm<TLanes>.Multiply<float, F32>(
                scratch.Scores, 1, Block, count, scratch.Values, length, scratch.Sums, Columns, default);
            StoreRows(scratch.Sums, scratch.Inverses, count, channels, output + d, head.OutputStride);
        }
    }

    // Rows of the whole tensor lie in few sets of the cache, and the last row's last channels may end the memory: a panel of
    // its own is read faster, and safely.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyPanel(float* value, long stride, int length, int channels, float* panel)
    {
        if (channels == Columns)
        {
            for (int k = 0; k < length; k++, value += stride, panel += Columns)
            {
                TLanes.Store(TLanes.Load(value), panel);
                TLanes.Store(TLanes.Load(value + TLanes.Count), panel + TLanes.Count);
            }

            return;
        }

        for (int k = 0; k < length; k++, value += stride, panel += Columns)
        {
            for (int d = 0; d < Columns; d++)
            {
                panel[d] = d < channels ? value[d] : 0f;
            }
        }
    }

    // output[row, d] = sums[row, d] * inverses[row].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StoreRows(float* sums, float* inverses, int rows, int channels, float* output, long outputStride)
    {
        for (int row = 0; row < rows; row++, sums += Columns, output += outputStride)
        {
            var factor = TLanes.Constant(inverses[row]);
            int d = 0;
            for (; d <= channels - TLanes.Count; d += TLanes.Count)
            {
                TLanes.Store(TLanes.Load(sums + d) * factor, output + d);
            }

            for (; d < channels; d++)
            {
                output[d] = sums[d] * inverses[row];
            }
        }
    }
}
