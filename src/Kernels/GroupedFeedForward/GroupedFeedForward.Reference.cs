namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equation of <see cref="GroupedFeedForward{TActivation}"/>, in double.</summary>
public static class GroupedFeedForwardReference
{
    /// <summary>Computes every row.</summary>
    /// <param name="groups">G.</param>
    /// <param name="activation">The activation between the convolutions.</param>
    /// <param name="input">[T, C].</param>
    /// <param name="innerWeight">W1, [I, C / G].</param>
    /// <param name="innerBias">b1, [I].</param>
    /// <param name="outerWeight">W2, [C, I / G].</param>
    /// <param name="outerBias">b2, [C].</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="output">[T, C].</param>
    public static void Run(
        int groups,
        ActivationKind activation,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> innerWeight,
        ReadOnlySpan<float> innerBias,
        ReadOnlySpan<float> outerWeight,
        ReadOnlySpan<float> outerBias,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift,
        double epsilon,
        Span<double> output)
    {
        int channels = outerBias.Length;
        int depth = channels / groups;
        int width = innerBias.Length / groups;
        double[] wide = new double[innerBias.Length];
        for (int row = 0; row < output.Length; row += channels)
        {
            for (int i = 0; i < wide.Length; i++)
            {
                wide[i] = innerBias[i];
                for (int c = 0; c < depth; c++)
                {
                    wide[i] += (double)input[row + (i / width * depth) + c] * innerWeight[(i * depth) + c];
                }

                wide[i] = ActivationReference.Apply(activation, wide[i]);
            }

            for (int o = 0; o < channels; o++)
            {
                output[row + o] = (double)input[row + o] + outerBias[o];
                for (int i = 0; i < width; i++)
                {
                    output[row + o] += wide[(o / depth * width) + i] * outerWeight[(o * width) + i];
                }
            }

            LayerNormReference.NormalizeRow(output.Slice(row, channels), scale, shift, epsilon);
        }
    }
}
