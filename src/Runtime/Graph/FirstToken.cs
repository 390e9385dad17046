using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>y[b, :] = x[first token of sentence b, :]. Inputs: x f32[tokens, channels], sentence offsets i32[offsets].</summary>
public sealed record FirstToken : Operation
{
    /// <inheritdoc/>
    public override string Name => "FirstToken";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, 2);
        ExpectRows("x", inputs[0]);
        Expect("sentence offsets", inputs[1], TensorType.I32(Axis.Offsets));
        return [TensorType.F32(Axis.Sentences, inputs[0].Axes[1])];
    }

    /// <inheritdoc/>
    public override long ElementsRead(ImmutableArray<TensorType> inputs, int index, BatchShape batch) =>
        index == 0 ? (long)batch.Sentences * inputs[0].Channels : base.ElementsRead(inputs, index, batch);
}
