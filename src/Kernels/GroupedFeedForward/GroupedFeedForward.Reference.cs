namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equation of <see cref="GroupedFeedForward{TActivation}"/>, in double.</summary>
public static class GroupedFeedForwardReference
{
    /// <summary>Computes every row.</summary>
    /// <param name="groups">G.</param>
    /// <param name="activation">The activation between the convolutions.</param>
    /// <param name="input">x, [T, C].</param>
    /// <param name="inputScale">[C].</param>
    /// <param name="inputShift">[C].</param>
    /// <param name="innerWeight">W1, [I, C / G].</param>
    /// <param name="innerBias">b1, [I].</param>
    /// <param name="outerWeight">W2, [C, I / G].</param>
    /// <param name="outerBias">b2, [C].</param>
    /// <param name="outputScale">[C].</param>
    /// <param name="outputShift">[C].</param>
    /// <param name="epsilon">Added to the variance in both norms.</param>
    /// <param name="output">[T, C].</param>
    public static void Run(
        int groups,
        ActivationKind activation,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> inputScale,
        ReadOnlySpan<float> inputShift,
        ReadOnlySpan<float> innerWeight,
        ReadOnlySpan<float> innerBias,
        ReadOnlySpan<float> outerWeight,
        ReadOnlySpan<float> outerBias,
        ReadOnlySpan<float> outputScale,
        ReadOnlySpan<float> outputShift,
        double epsilon,
        Span<double> output)
    {
        int channels = outerBias.Length;
        int depth = channels / groups;
        int width = innerBias.Length / groups;
        double[] h = new double[output.Length];
        double[] wide = new double[innerBias.Length];
        LayerNormReference.Run(input, [], inputScale, inputShift, epsilon, h);
        for (int row = 0; row < output.Length; row += channels)
        {
            for (int i = 0; i < wide.Length; i++)
            {
                wide[i] = innerBias[i];
                for (int c = 0; c < depth; c++)
                {
                    wide[i] += h[row + (i / width * depth) + c] * innerWeight[(i * depth) + c];
                }

                wide[i] = ActivationReference.Apply(activation, wide[i]);
            }

            for (int o = 0; o < channels; o++)
            {
                output[row + o] = h[row + o] + outerBias[o];
                for (int i = 0; i < width; i++)
                {
                    output[row + o] += wide[(o / depth * width) + i] * outerWeight[(o * width) + i];
                }
            }

            LayerNormReference.NormalizeRow(output.Slice(row, channels), outputScale, outputShift, epsilon);
        }
    }
}
