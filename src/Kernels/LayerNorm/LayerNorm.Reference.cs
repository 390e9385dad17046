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
            for (int c = 0; c < channels; c++)
            {
                output[row + c] = input[row + c] + (residual.IsEmpty ? 0.0 : residual[row + c]);
            }

            NormalizeRow(output.Slice(row, channels), scale, shift, epsilon);
        }
    }

    /// <summary>Normalises one row in place.</summary>
    /// <param name="row">[C].</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void NormalizeRow(
        Span<double> row, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, double epsilon)
    {
        double mean = 0;
        foreach (double x in row)
        {
            mean += x / row.Length;
        }

        double variance = 0;
        foreach (double x in row)
        {
            variance += Math.Pow(x - mean, 2) / row.Length;
        }

        for (int c = 0; c < row.Length; c++)
        {
            row[c] = ((row[c] - mean) / Math.Sqrt(variance + epsilon) * scale[c]) + shift[c];
        }
    }
}
