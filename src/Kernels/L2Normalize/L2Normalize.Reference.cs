namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equation of <see cref="L2Normalize"/>, in double.</summary>
public static class L2NormalizeReference
{
    /// <summary>Divides one row by its length.</summary>
    /// <param name="input">[C].</param>
    /// <param name="output">[C].</param>
    public static void Run(ReadOnlySpan<float> input, Span<double> output)
    {
        double squares = 0;
        foreach (float x in input)
        {
            squares += (double)x * x;
        }

        for (int c = 0; c < input.Length; c++)
        {
            output[c] = input[c] / Math.Max(Math.Sqrt(squares), L2Normalize.LeastNorm);
        }
    }
}
