using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>
/// h = layer norm(x); layer norm(h + convolution(activation(convolution(h)))), where each group of the second convolution reads what
/// the same group of the first makes. Inputs: x f32[rows, channels]; scale and shift of the first norm, each f32[channels]; inner
/// weight f32[wide, channels / groups] and inner bias f32[wide]; outer weight f32[channels, wide / groups] and outer bias
/// f32[channels]; scale and shift of the second norm, each f32[channels].
/// </summary>
/// <param name="Groups">Groups of contiguous channels, the same for both convolutions.</param>
/// <param name="Function">The activation between them, by its Hugging Face name.</param>
/// <param name="Epsilon">Added to the variance in both norms.</param>
public sealed record GroupedFeedForward(int Groups, string Function, float Epsilon) : Operation
{
    /// <inheritdoc/>
    public override string Name => "GroupedFeedForward";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, 9);
        ExpectRows("x", inputs[0]);
        ExpectMatrix("inner weight", inputs[3]);
        int channels = inputs[0].Channels;
        int wide = inputs[3].Axes[0].Size!.Value;
        if (channels % Groups != 0 || wide % Groups != 0)
        {
            throw new GraphException($"{Name}: {Groups} groups do not divide {channels} and {wide} channels");
        }

        ExpectVector("input scale", inputs[1], channels);
        ExpectVector("input shift", inputs[2], channels);
        ExpectMatrix("inner weight", inputs[3], wide, channels / Groups);
        ExpectVector("inner bias", inputs[4], wide);
        ExpectMatrix("outer weight", inputs[5], channels, wide / Groups);
        ExpectVector("outer bias", inputs[6], channels);
        ExpectVector("output scale", inputs[7], channels);
        ExpectVector("output shift", inputs[8], channels);
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override long FloatingPointOperations(ImmutableArray<TensorType> inputs, BatchShape batch) =>
        2 * inputs[0].Axes[0].In(batch) * (inputs[3].Elements(batch) + inputs[5].Elements(batch));
}
