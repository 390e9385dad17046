using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>A grouped pointwise convolution, or a dense layer (one group), as the checkpoint names it.</summary>
/// <param name="Name">The prefix of <c>.weight</c> and <c>.bias</c>.</param>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Groups">Groups of contiguous channels.</param>
/// <param name="IsConvolution">Whether the checkpoint keeps a <c>Conv1d</c> weight [out, in / groups, 1] or a <c>Linear</c> one.</param>
internal sealed record ProjectionWeights(string Name, int Inputs, int Outputs, int Groups = 1, bool IsConvolution = false)
{
    /// <summary>The weight's canonical name.</summary>
    public string WeightName { get; init; } = $"{Name}.weight";

    /// <summary>The bias's canonical name.</summary>
    public string BiasName { get; init; } = $"{Name}.bias";

    /// <summary>Another name under which checkpoints keep the bias.</summary>
    public string? BiasAlias { get; init; }

    /// <summary>Whether the weight belongs to something else that is expected already.</summary>
    public bool IsWeightShared { get; init; }

    /// <summary>What the checkpoint must hold for it.</summary>
    public IEnumerable<ExpectedTensor> Expected()
    {
        if (!IsWeightShared)
        {
            yield return ExpectedTensor.Required(
                WeightName, IsConvolution ? [Outputs, Inputs / Groups, 1] : [Outputs, Inputs / Groups]);
        }

        yield return BiasAlias is null
            ? ExpectedTensor.Required(BiasName, [Outputs])
            : ExpectedTensor.Required(BiasName, [Outputs], BiasAlias);
    }

    /// <summary>Applies it to <paramref name="x"/>.</summary>
    public Value Apply(GraphBuilder graph, Value x)
    {
        Value weight = graph.Weight(WeightName, TensorType.F32(new Axis("out", Outputs), Axis.Channels(Inputs / Groups)));
        Value bias = graph.Weight(BiasName, TensorType.F32(Axis.Channels(Outputs)));
        return graph.GroupedConvolution(Name, x, weight, bias, Groups);
    }
}
