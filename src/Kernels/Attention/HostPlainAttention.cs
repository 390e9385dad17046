using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Attention by <see cref="HostGemm{TLanes}"/>: keys are read where they lie.</summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal readonly unsafe struct HostPlainAttention<TLanes> : IHostAttention<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private static int Block => HostAttentionScratch<TLanes>.Block;

    private static int Columns => HostGemm<TLanes>.Columns;

    public static float Prepare(in HostHead head, in HostAttentionScratch<TLanes> scratch)
    {
        for (int d = 0; d < head.D; d += Columns)
        {
            float* panel = scratch.Values + ((long)d * head.Length);
            HostValues<TLanes>.Copy(
                head.Value + d, head.ValueStride, head.Length, Math.Min(Columns, head.D - d), panel);
        }

        return 1;
    }

    public static void Score(in HostHead head, in HostAttentionScratch<TLanes> scratch, int first, int count)
    {
        for (int q = 0; q < count; q += Columns)
        {
            float* query = head.Query + ((first + q) * head.QueryStride);
            PackQueries(query, head, Math.Min(Columns, count - q), scratch.Queries);
            HostGemm<TLanes>.Multiply<float, F32>(
                head.Key, head.KeyStride, 1, head.Length, scratch.Queries, head.D, scratch.Scores + q, Block, default);
        }
    }

    public static void Exponentiate(in HostHead head, in HostAttentionScratch<TLanes> scratch, int width, float factor) =>
        HostAttentionColumns<TLanes>.Exponentiate(scratch.Scores, Block, head.Length, width, factor, scratch.Inverses);

    public static void Mix(in HostHead head, in HostAttentionScratch<TLanes> scratch, int first, int count)
    {
        float* output = head.Output + (first * head.OutputStride);
        for (int d = 0; d < head.D; d += Columns)
        {
            // A query's weights lie in a column of the scores: its neighbour is one float on, its next key a row of them.
            float* panel = scratch.Values + ((long)d * head.Length);
            HostGemm<TLanes>.Multiply<float, F32>(
                scratch.Scores, 1, Block, count, panel, head.Length, scratch.Sums, Columns, default);
            StoreRows(scratch.Sums, scratch.Inverses, count, Math.Min(Columns, head.D - d), output + d, head.OutputStride);
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
