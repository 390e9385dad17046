using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>
/// The sum of word, position and token-type embeddings, layer-normalised, in one pass. Inputs: word ids i32[tokens] and word
/// table, or word rows f32[tokens, channels] alone; then position ids, position table, type ids, type table, scale, shift.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="GivenRows">Whether the words come as rows instead of ids.</param>
public sealed record EmbeddingNormalization(float Epsilon, bool GivenRows) : Operation
{
    /// <inheritdoc/>
    public override string Name => "EmbeddingNormalization";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, GivenRows ? 7 : 8);
        int next = 0;
        int channels;
        if (GivenRows)
        {
            ExpectRows("word rows", inputs[next]);
            channels = inputs[next++].Channels;
        }
        else
        {
            Expect("word ids", inputs[next++], TensorType.I32(Axis.Tokens));
            ExpectMatrix("word table", inputs[next]);
            channels = inputs[next++].Channels;
        }

        foreach (string table in (ReadOnlySpan<string>)["position", "token type"])
        {
            Expect($"{table} ids", inputs[next++], TensorType.I32(Axis.Tokens));
            ExpectMatrix($"{table} table", inputs[next]);
            if (inputs[next++].Channels != channels)
            {
                throw new GraphException($"{Name}: {table} table is {inputs[next - 1]}, expected {channels} channels");
            }
        }

        ExpectVector("scale", inputs[next++], channels);
        ExpectVector("shift", inputs[next], channels);
        return [TensorType.F32(Axis.Tokens, Axis.Channels(channels))];
    }

    /// <inheritdoc/>
    public override long ElementsRead(ImmutableArray<TensorType> inputs, int index, BatchShape batch)
    {
        bool isTable = inputs[index].Axes is [{ Size: not null }, _];
        return isTable ? (long)batch.Tokens * inputs[index].Channels : base.ElementsRead(inputs, index, batch);
    }
}
