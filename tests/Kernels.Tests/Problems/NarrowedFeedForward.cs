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
        float[] innerWeight,
        float[] innerBias,
        float[] outerWeight,
        float[] outerBias,
        float[] scale,
        float[] shift,
        double epsilon)
    {
        ArgumentNullException.ThrowIfNull(input);
        int channels = inner.InputChannels;
        int wide = inner.OutputChannels;
        int rows = input.Length / channels;
        double[] hidden = new double[rows * wide];
        GroupedConv1dReference.Run(inner, Storage.Kept(input, storage), innerWeight, [rows], hidden);
        float[] activated = new float[hidden.Length];
        for (int i = 0; i < hidden.Length; i++)
        {
            activated[i] = (float)ActivationReference.Apply(activation, hidden[i] + innerBias[i % wide]);
        }

        var outer = new GroupedConv1dShape(wide, channels, inner.Groups);
        double[] output = new double[input.Length];
        GroupedConv1dReference.Run(outer, Storage.Kept(activated, storage), outerWeight, [rows], output);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] += outerBias[i % channels] + input[i];
        }

        for (int row = 0; row < output.Length; row += channels)
        {
            LayerNormReference.NormalizeRow(output.AsSpan(row, channels), scale, shift, epsilon);
        }

        return output;
    }
}
