namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equations of <see cref="EmbeddingLookup"/> and <see cref="EmbeddingNorm"/>, in double.</summary>
public static class EmbeddingReference
{
    /// <summary>Adds to each token its row of a table.</summary>
    /// <param name="table">[count, C].</param>
    /// <param name="ids">[T].</param>
    /// <param name="output">[T, C], added to.</param>
    public static void Add(ReadOnlySpan<float> table, ReadOnlySpan<int> ids, Span<double> output)
    {
        int channels = output.Length / ids.Length;
        for (int t = 0; t < ids.Length; t++)
        {
            for (int c = 0; c < channels; c++)
            {
                output[(t * channels) + c] += table[(ids[t] * channels) + c];
            }
        }
    }

    /// <summary>Normalises each token's sum of embeddings in place.</summary>
    /// <param name="sums">[T, C].</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void Normalize(
        Span<double> sums, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, double epsilon)
    {
        for (int row = 0; row < sums.Length; row += scale.Length)
        {
            LayerNormReference.NormalizeRow(sums.Slice(row, scale.Length), scale, shift, epsilon);
        }
    }
}
