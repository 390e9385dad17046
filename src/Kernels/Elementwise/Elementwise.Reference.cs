namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equation of <see cref="Elementwise{TEpilogue}"/>, in double.</summary>
public static class ElementwiseReference
{
    /// <summary>y[t, c] = function(x[t, c], t, c).</summary>
    /// <param name="input">[T, C].</param>
    /// <param name="channels">C.</param>
    /// <param name="function">Of the value, its row and its channel.</param>
    /// <param name="output">[T, C].</param>
    public static void Run(
        ReadOnlySpan<float> input, int channels, Func<double, int, int, double> function, Span<double> output)
    {
        ArgumentNullException.ThrowIfNull(function);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = function(input[i], i / channels, i % channels);
        }
    }
}
