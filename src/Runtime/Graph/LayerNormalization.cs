using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>
/// Layer normalisation over channels. Inputs: x f32[rows, channels], scale f32[channels], shift f32[channels].
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormalization(float Epsilon) : Operation
{
    /// <inheritdoc/>
    public override string Name => "LayerNormalization";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, 3);
        ExpectRows("x", inputs[0]);
        ExpectVector("scale", inputs[1], inputs[0].Channels);
        ExpectVector("shift", inputs[2], inputs[0].Channels);
        return [inputs[0]];
    }
}
