using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>A layer norm, as the checkpoint names it.</summary>
/// <param name="Name">The prefix of <c>.weight</c> and <c>.bias</c>.</param>
/// <param name="Channels">C.</param>
/// <param name="Epsilon">Added to the variance.</param>
internal sealed record NormWeights(string Name, int Channels, double Epsilon)
{
    /// <summary>What the checkpoint must hold for it.</summary>
    public IEnumerable<ExpectedTensor> Expected()
    {
        yield return ExpectedTensor.Required($"{Name}.weight", [Channels]);
        yield return ExpectedTensor.Required($"{Name}.bias", [Channels]);
    }

    /// <summary>Applies it to <paramref name="x"/>.</summary>
    public Value Apply(GraphBuilder graph, Value x)
    {
        TensorType vector = TensorType.F32(Axis.Channels(Channels));
        return graph.LayerNormalization(
            Name, x, graph.Weight($"{Name}.weight", vector), graph.Weight($"{Name}.bias", vector), (float)Epsilon);
    }
}
