namespace SqueezeBert.Gpu.Kernels;

/// <summary>Attention of one head of one sentence, on the host, a block of queries at a time.</summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostHeadAttention<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Queries of a block.</summary>
    public static int Block => HostAttentionScratch<TLanes>.Block;

    /// <summary>Attends from some queries.</summary>
    /// <param name="head">The head.</param>
    /// <param name="scratch">A worker's.</param>
    /// <param name="start">The first query.</param>
    /// <param name="end">Behind the last.</param>
    public static void Attend(in HostHead head, in HostAttentionScratch<TLanes> scratch, int start, int end)
    {
        if (head.TakesPairs)
        {
            Attend<HostPairedAttention<TLanes>>(head, scratch, start, end);
        }
        else
        {
            Attend<HostPlainAttention<TLanes>>(head, scratch, start, end);
        }
    }

    private static void Attend<TAttention>(in HostHead head, in HostAttentionScratch<TLanes> scratch, int start, int end)
        where TAttention : struct, IHostAttention<TLanes>
    {
        float factor = TAttention.Prepare(head, scratch);
        for (int first = start; first < end; first += Block)
        {
            int count = Math.Min(Block, end - first);
            TAttention.Score(head, scratch, first, count);
            Mask(head, scratch.Scores);
            float* written = head.Written + (first * head.WrittenStride);
            if (head.WrittenScores == AttentionScores.Scores)
            {
                HostAttentionColumns<TLanes>.WriteScores(scratch.Scores, Block, head.Length, count, written, head.WrittenStride);
            }

            int columns = HostGemm<TLanes>.Columns;
            TAttention.Exponentiate(head, scratch, (count + columns - 1) / columns * columns, factor);
            if (head.WrittenScores == AttentionScores.Probabilities)
            {
                HostAttentionColumns<TLanes>.WriteProbabilities(
                    scratch.Scores, Block, head.Length, count, written, head.WrittenStride);
            }

            TAttention.Mix(head, scratch, first, count);
        }
    }

    private static void Mask(in HostHead head, float* scores)
    {
        for (int k = 0; head.Mask != null && k < head.Length; k++)
        {
            if (head.Mask[k] == 0)
            {
                HostAttentionColumns<TLanes>.Mask(scores + ((long)k * Block), Block);
            }
        }
    }
}
