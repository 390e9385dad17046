namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equation of <see cref="GroupedSelfAttention"/>, in double, for one head of one sentence.</summary>
public static class GroupedSelfAttentionReference
{
    /// <summary>Projects a group's channels of a sentence to one head, and attends from every token to every token.</summary>
    /// <param name="input">[length, depth]: the channels of the group that the head belongs to, dense.</param>
    /// <param name="weights">[3, headSize, depth]: the head's rows of Wq, Wk and Wv.</param>
    /// <param name="bias">[3, headSize].</param>
    /// <param name="keyMask">[length], 0 where a key is masked; empty for none.</param>
    /// <param name="headSize">D.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <param name="output">[length, headSize].</param>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<int> keyMask,
        int headSize,
        double scale,
        Span<double> output)
    {
        int depth = weights.Length / (3 * headSize);
        int length = input.Length / depth;
        int size = length * headSize;
        double[] projected = new double[3 * size];
        for (int i = 0; i < projected.Length; i++)
        {
            int row = i % size / headSize;
            int o = (i / size * headSize) + (i % headSize);
            projected[i] = bias[o];
            for (int c = 0; c < depth; c++)
            {
                projected[i] += (double)input[(row * depth) + c] * weights[(o * depth) + c];
            }
        }

        double[] scores = new double[length];
        double[] probabilities = new double[length];
        output.Clear();
        for (int q = 0; q < length; q++)
        {
            for (int k = 0; k < length; k++)
            {
                double product = 0;
                for (int d = 0; d < headSize; d++)
                {
                    product += projected[(q * headSize) + d] * projected[size + (k * headSize) + d];
                }

                bool isMasked = !keyMask.IsEmpty && keyMask[k] == 0;
                scores[k] = (scale * product) + (isMasked ? float.MinValue : 0);
            }

            SoftmaxReference.Run(scores, probabilities);
            for (int i = 0; i < size; i++)
            {
                output[(q * headSize) + (i % headSize)] += probabilities[i / headSize] * projected[(2 * size) + i];
            }
        }
    }
}
