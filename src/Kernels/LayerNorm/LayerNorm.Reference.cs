namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equation of <see cref="LayerNorm{TPrologue}"/>, in double.</summary>
public static class LayerNormReference
{
    /// <summary>Normalises each row of <paramref name="input"/> plus <paramref name="residual"/>.</summary>
    /// <param name="input">[T, C].</param>
    /// <param name="residual">[T, C], or empty for none.</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="output">[T, C].</param>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> residual,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift,
        double epsilon,
        Span<double> output)
    {
        int channels = scale.Length;
        for (int row = 0; row < output.Length; row += channels)
        {
            double mean = 0;
            for (int c = 0; c < channels; c++)
            {
                output[row + c] = input[row + c] + (residual.IsEmpty ? 0.0 : residual[row + c]);
                mean += output[row + c] / channels;
            }

            double variance = 0;
            for (int c = 0; c < channels; c++)
            {
                variance += Math.Pow(output[row + c] - mean, 2) / channels;
            }

            for (int c = 0; c < channels; c++)
            {
                output[row + c] = ((output[row + c] - mean) / Math.Sqrt(variance + epsilon) * scale[c]) + shift[c];
            }
        }
    }
}
