namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equation of <see cref="Attention"/>, in double, for one head of one sentence.</summary>
public static class AttentionReference
{
    /// <summary>Attends from every token of a sentence to every token of it.</summary>
    /// <param name="query">[length, headSize], dense.</param>
    /// <param name="key">[length, headSize], dense.</param>
    /// <param name="value">[length, headSize], dense.</param>
    /// <param name="keyMask">[length], 0 where a key is masked; empty for none.</param>
    /// <param name="headSize">D.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <param name="output">[length, headSize].</param>
    /// <param name="scores">[length, length], query by key: masked, before softmax.</param>
    /// <param name="probabilities">[length, length], query by key: after softmax.</param>
    public static void Run(
        ReadOnlySpan<float> query,
        ReadOnlySpan<float> key,
        ReadOnlySpan<float> value,
        ReadOnlySpan<int> keyMask,
        int headSize,
        double scale,
        Span<double> output,
        Span<double> scores,
        Span<double> probabilities)
    {
        int length = query.Length / headSize;
        output.Clear();
        for (int q = 0; q < length; q++)
        {
            Span<double> row = scores.Slice(q * length, length);
            Span<double> weights = probabilities.Slice(q * length, length);
            for (int k = 0; k < length; k++)
            {
                row[k] = !keyMask.IsEmpty && keyMask[k] == 0 ? float.MinValue : 0;
                double product = 0;
                for (int d = 0; d < headSize; d++)
                {
                    product += (double)query[(q * headSize) + d] * key[(k * headSize) + d];
                }

                row[k] += scale * product;
            }

            SoftmaxReference.Run(row, weights);
            for (int k = 0; k < length; k++)
            {
                for (int d = 0; d < headSize; d++)
                {
                    output[(q * headSize) + d] += weights[k] * value[(k * headSize) + d];
                }
            }
        }
    }
}
