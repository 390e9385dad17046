namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>
/// The feed-forward with the left operands of both products rounded to the weights' format, as tensor cores take them: the steps of
/// <see cref="GroupedFeedForwardReference"/>, so that a tolerance is the arithmetic's alone.
/// </summary>
public static class NarrowedFeedForward
{
    /// <summary>Computes every row; arguments as in the reference.</summary>
    public static double[] Run(
        GroupedConv1dShape inner,
        ElementType storage,
        ActivationKind activation,
        float[] input,
        float[] inputScale,
        float[] inputShift,
        float[] innerWeight,
        float[] innerBias,
        float[] outerWeight,
        float[] outerBias,
        float[] outputScale,
        float[] outputShift,
        double epsilon)
    {
        double[] output = BeforeNorm(
            inner, storage, activation, input, inputScale, inputShift, innerWeight, innerBias, outerWeight, outerBias, epsilon);
        int channels = inner.InputChannels;
        for (int row = 0; row < output.Length; row += channels)
        {
            LayerNormReference.NormalizeRow(output.AsSpan(row, channels), outputScale, outputShift, epsilon);
        }

        return output;
    }

    /// <summary>What the second norm normalises.</summary>
    public static double[] BeforeNorm(
        GroupedConv1dShape inner,
        ElementType storage,
        ActivationKind activation,
        float[] input,
        float[] inputScale,
        float[] inputShift,
        float[] innerWeight,
        float[] innerBias,
        float[] outerWeight,
        float[] outerBias,
        double epsilon)
    {
        ArgumentNullException.ThrowIfNull(input);
        int channels = inner.InputChannels;
        int wide = inner.OutputChannels;
        int rows = input.Length / channels;
        double[] h = new double[input.Length];
        LayerNormReference.Run(input, [], inputScale, inputShift, epsilon, h);
        double[] hidden = new double[rows * wide];
        GroupedConv1dReference.Run(inner, Kept(h, storage), innerWeight, [rows], hidden);
        for (int i = 0; i < hidden.Length; i++)
        {
            hidden[i] = ActivationReference.Apply(activation, hidden[i] + innerBias[i % wide]);
        }

        var outer = new GroupedConv1dShape(wide, channels, inner.Groups);
        double[] output = new double[input.Length];
        GroupedConv1dReference.Run(outer, Kept(hidden, storage), outerWeight, [rows], output);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] += outerBias[i % channels] + h[i];
        }

        return output;
    }

    private static float[] Kept(double[] values, ElementType storage) =>
        Storage.Kept(Array.ConvertAll(values, value => (float)value), storage);
}
