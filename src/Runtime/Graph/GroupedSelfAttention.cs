using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>
/// The projections of queries, keys and values and the attention of their heads, each group of channels by itself. Inputs: x
/// f32[tokens, channels]; the weights of queries, keys and values, each f32[channels, channels / groups]; their biases, each
/// f32[channels]; sentence offsets i32[offsets]; and a key mask i32[tokens] if <see cref="HasKeyMask"/>.
/// </summary>
/// <param name="Groups">Groups of contiguous channels, the same for all three projections.</param>
/// <param name="Heads">Heads of contiguous channels, equally many in each group.</param>
/// <param name="HasKeyMask">Whether some keys are left out.</param>
public sealed record GroupedSelfAttention(int Groups, int Heads, bool HasKeyMask) : Operation
{
    /// <inheritdoc/>
    public override string Name => "GroupedSelfAttention";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, HasKeyMask ? 9 : 8);
        ExpectRows("x", inputs[0]);
        int channels = inputs[0].Channels;
        if (channels % Heads != 0 || Heads % Groups != 0)
        {
            throw new GraphException($"{Name}: {Groups} groups do not divide {Heads} heads, or these {channels} channels");
        }

        Expect("x", inputs[0], TensorType.F32(Axis.Tokens, Axis.Channels(channels)));
        string[] projections = ["query", "key", "value"];
        for (int i = 0; i < projections.Length; i++)
        {
            ExpectMatrix($"{projections[i]} weight", inputs[1 + i], channels, channels / Groups);
            ExpectVector($"{projections[i]} bias", inputs[4 + i], channels);
        }

        Expect("sentence offsets", inputs[7], TensorType.I32(Axis.Offsets));
        if (HasKeyMask)
        {
            Expect("key mask", inputs[8], TensorType.I32(Axis.Tokens));
        }

        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override long FloatingPointOperations(ImmutableArray<TensorType> inputs, BatchShape batch) =>

        // Three projections; then two products over the keys of the query's own sentence, as SelfAttention counts them.
        (6L * batch.Tokens * inputs[1].Elements(batch)) + (4L * batch.Tokens * batch.Longest * inputs[0].Channels);
}
