namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>A padded batch of token ids, as every rival is given it: all row-major [B, S].</summary>
/// <param name="BatchSize">B.</param>
/// <param name="SequenceLength">S, padding included.</param>
/// <param name="InputIds">Vocabulary ids.</param>
/// <param name="AttentionMask">1 for tokens, 0 for padding.</param>
/// <param name="TokenTypeIds">Token types.</param>
internal sealed record TokenBatch(
    int BatchSize, int SequenceLength, int[] InputIds, int[] AttentionMask, int[] TokenTypeIds)
{
    /// <summary>A batch in which every token counts and has type 0.</summary>
    public static TokenBatch Full(int batchSize, int sequenceLength, int[] inputIds)
    {
        int[] mask = new int[inputIds.Length];
        Array.Fill(mask, 1);
        return new TokenBatch(batchSize, sequenceLength, inputIds, mask, new int[inputIds.Length]);
    }
}
