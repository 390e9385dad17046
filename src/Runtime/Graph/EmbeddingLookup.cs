using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>y[t, :] = table[ids[t], :]. Inputs: table f32[rows V, channels C], ids i32[tokens].</summary>
public sealed record EmbeddingLookup : Operation
{
    /// <inheritdoc/>
    public override string Name => "EmbeddingLookup";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, 2);
        ExpectMatrix("table", inputs[0]);
        Expect("ids", inputs[1], TensorType.I32(Axis.Tokens));
        return [TensorType.F32(Axis.Tokens, Axis.Channels(inputs[0].Channels))];
    }

    /// <inheritdoc/>
    public override long ElementsRead(ImmutableArray<TensorType> inputs, int index, BatchShape batch) =>
        index == 0 ? (long)batch.Tokens * inputs[0].Channels : base.ElementsRead(inputs, index, batch);
}
