namespace SqueezeBert.Gpu.Kernels;

/// <summary>The equation of <see cref="GroupedConv1d{TEpilogue}"/>, in double.</summary>
public static class GroupedConv1dReference
{
    /// <summary>Convolves each sentence.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="input">[Tin, Cin], sentences end to end.</param>
    /// <param name="weight">[Cout, Cin / Groups, KernelWidth].</param>
    /// <param name="lengths">[B], the input rows of each sentence.</param>
    /// <param name="output">[T, Cout], before any epilogue.</param>
    public static void Run(
        GroupedConv1dShape shape,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<int> lengths,
        Span<double> output)
    {
        int channels = shape.InputChannels / shape.Groups;
        int blockChannels = shape.OutputChannels / (shape.Repeats * shape.Groups);
        foreach (int length in lengths)
        {
            int rows = shape.OutputLength(length);
            for (int row = 0; row < rows; row++)
            {
                for (int o = 0; o < shape.OutputChannels; o++)
                {
                    int group = o / blockChannels % shape.Groups;
                    double sum = 0;
                    for (int tap = 0; tap < shape.KernelWidth; tap++)
                    {
                        int source = (row * shape.Stride) - shape.Padding + (tap * shape.Dilation);
                        for (int c = 0; c < channels && source >= 0 && source < length; c++)
                        {
                            sum += (double)input[(source * shape.InputChannels) + (group * channels) + c]
                                * weight[(((o * channels) + c) * shape.KernelWidth) + tap];
                        }
                    }

                    output[(row * shape.OutputChannels) + o] = sum;
                }
            }

            input = input[(length * shape.InputChannels)..];
            output = output[(rows * shape.OutputChannels)..];
        }
    }
}
