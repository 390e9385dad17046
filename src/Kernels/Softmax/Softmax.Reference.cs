namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equation of <see cref="Softmax"/>, in double, for one row.</summary>
public static class SoftmaxReference
{
    /// <summary>Turns scores into probabilities.</summary>
    /// <param name="input">[C].</param>
    /// <param name="output">[C].</param>
    public static void Run(ReadOnlySpan<double> input, Span<double> output)
    {
        double largest = double.NegativeInfinity;
        foreach (double x in input)
        {
            largest = Math.Max(largest, x);
        }

        double sum = 0;
        foreach (double x in input)
        {
            sum += Math.Exp(x - largest);
        }

        for (int c = 0; c < input.Length; c++)
        {
            output[c] = Math.Exp(input[c] - largest) / sum;
        }
    }
}
