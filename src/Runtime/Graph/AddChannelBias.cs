using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>y[t, c] = x[t, c] + bias[c]. Inputs: x f32[rows, channels], bias f32[channels].</summary>
public sealed record AddChannelBias : Operation
{
    /// <inheritdoc/>
    public override string Name => "AddChannelBias";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, 2);
        ExpectRows("x", inputs[0]);
        ExpectVector("bias", inputs[1], inputs[0].Channels);
        return [inputs[0]];
    }
}
