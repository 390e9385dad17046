namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equations of <see cref="Pooling"/>, in double, for one sentence.</summary>
public static class PoolingReference
{
    /// <summary>Pools the tokens of a sentence.</summary>
    /// <param name="kind">How.</param>
    /// <param name="tokens">[length, C]; none give zeros.</param>
    /// <param name="mask">[length], 0 where a token does not count; empty when all do.</param>
    /// <param name="output">[C].</param>
    public static void Run(PoolingKind kind, ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, Span<double> output)
    {
        int channels = output.Length;
        for (int c = 0; c < channels; c++)
        {
            double sum = 0;
            double largest = double.NegativeInfinity;
            int count = 0;
            for (int t = 0; t < tokens.Length / channels; t++)
            {
                if (mask.IsEmpty || mask[t] != 0)
                {
                    sum += tokens[(t * channels) + c];
                    largest = Math.Max(largest, tokens[(t * channels) + c]);
                    count++;
                }
            }

            output[c] = tokens.IsEmpty ? 0
                : kind == PoolingKind.FirstToken ? tokens[c]
                : count == 0 ? 0
                : kind == PoolingKind.Mean ? sum / count
                : largest;
        }
    }
}
