using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>
/// Softmax attention within each sentence. Inputs: queries, keys and values f32[tokens, channels], or, when
/// <see cref="IsPacked"/>, one f32[tokens, 3 channels] that holds them side by side; sentence offsets i32[offsets]; and a key
/// mask i32[tokens] if <see cref="HasKeyMask"/>. Results: the context f32[tokens, channels], and the scores
/// f32[sentences, heads, longest, longest] if <see cref="Scores"/> asks for them.
/// </summary>
/// <param name="Heads">Heads of contiguous channels.</param>
/// <param name="HasKeyMask">Whether some keys are left out.</param>
/// <param name="Scores">Which scores are reported beside the context.</param>
/// <param name="IsPacked">Whether queries, keys and values come as one tensor.</param>
public sealed record SelfAttention(int Heads, bool HasKeyMask, ScoresKind Scores = ScoresKind.None, bool IsPacked = false)
    : Operation
{
    /// <inheritdoc/>
    public override string Name => "SelfAttention";

    /// <summary>Where the offsets stand among the inputs.</summary>
    public int OffsetsIndex => IsPacked ? 1 : 3;

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, OffsetsIndex + (HasKeyMask ? 2 : 1));
        int channels = ChannelsOf(inputs);
        if (channels % Heads != 0)
        {
            throw new GraphException($"{Name}: {Heads} heads do not divide {channels} channels");
        }

        TensorType rows = TensorType.F32(Axis.Tokens, Axis.Channels(channels));
        if (!IsPacked)
        {
            Expect("queries", inputs[0], rows);
            Expect("keys", inputs[1], rows);
            Expect("values", inputs[2], rows);
        }

        Expect("sentence offsets", inputs[OffsetsIndex], TensorType.I32(Axis.Offsets));
        if (HasKeyMask)
        {
            Expect("key mask", inputs[OffsetsIndex + 1], TensorType.I32(Axis.Tokens));
        }

        return Scores == ScoresKind.None
            ? [rows]
            : [rows, TensorType.F32(Axis.Sentences, new Axis("heads", Heads), Axis.Longest, Axis.Longest)];
    }

    /// <inheritdoc/>
    public override long FloatingPointOperations(ImmutableArray<TensorType> inputs, BatchShape batch) =>

        // Two products over the keys of the query's own sentence; exact when all sentences are equally long.
        4L * batch.Tokens * batch.Longest * ChannelsOf(inputs);

    private int ChannelsOf(ImmutableArray<TensorType> inputs)
    {
        ExpectRows("queries", inputs[0]);
        int width = inputs[0].Channels;
        if (IsPacked && width % 3 != 0)
        {
            throw new GraphException($"{Name}: {inputs[0]} does not hold three projections");
        }

        return IsPacked ? width / 3 : width;
    }
}
