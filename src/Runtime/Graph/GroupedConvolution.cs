using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>
/// A pointwise grouped convolution over channels; a dense layer is one group. Inputs: x f32[rows, channels], then
/// <see cref="Projections"/> weights f32[out, in / groups], then as many biases f32[out] if <see cref="HasBias"/>, then a tensor of
/// the output's shape if <see cref="HasResidual"/>. The results of several projections of one input lie side by side in the channels
/// of the output.
/// </summary>
/// <param name="Groups">Groups of contiguous channels, in and out.</param>
/// <param name="Projections">Convolutions of one shape over the same input, computed as one.</param>
/// <param name="HasBias">Whether biases are added.</param>
/// <param name="Function">The activation that ends it, by its Hugging Face name; null for none.</param>
/// <param name="HasResidual">Whether a tensor is added last; with a bias and without an activation only.</param>
public sealed record GroupedConvolution(
    int Groups, int Projections = 1, bool HasBias = false, string? Function = null, bool HasResidual = false) : Operation
{
    /// <inheritdoc/>
    public override string Name => "GroupedConvolution";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        if (HasResidual && (!HasBias || Function is not null))
        {
            throw new GraphException($"{Name}: a residual, expected a bias and no activation before it");
        }

        ExpectCount(inputs, 1 + (Projections * (HasBias ? 2 : 1)) + (HasResidual ? 1 : 0));
        ExpectRows("x", inputs[0]);
        ExpectMatrix("weight", inputs[1]);
        int input = inputs[0].Channels;
        int output = inputs[1].Axes[0].Size!.Value;
        if (input % Groups != 0 || output % Groups != 0)
        {
            throw new GraphException($"{Name}: {Groups} groups do not divide {input} input and {output} output channels");
        }

        if (inputs[1].Axes[1].Size != input / Groups)
        {
            throw new GraphException(
                $"{Name}: weight is {inputs[1]}, expected {input / Groups} inputs a group ({input} channels, {Groups} groups)");
        }

        for (int i = 1; i <= Projections; i++)
        {
            Expect($"weight {i}", inputs[i], inputs[1]);
            if (HasBias)
            {
                ExpectVector($"bias {i}", inputs[Projections + i], output);
            }
        }

        TensorType result = TensorType.F32(inputs[0].Axes[0], Axis.Channels(output * Projections));
        if (HasResidual)
        {
            Expect("residual", inputs[^1], result);
        }

        return [result];
    }

    /// <inheritdoc/>
    public override long FloatingPointOperations(ImmutableArray<TensorType> inputs, BatchShape batch) =>
        2 * inputs[0].Axes[0].In(batch) * (inputs[1].Elements(batch) * Projections);
}
