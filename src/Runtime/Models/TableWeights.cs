using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>An embedding table, as the checkpoint names it.</summary>
/// <param name="WeightName">The canonical name.</param>
/// <param name="Rows">Embeddings.</param>
/// <param name="Channels">C.</param>
internal sealed record TableWeights(string WeightName, int Rows, int Channels)
{
    /// <summary>What the checkpoint must hold for it.</summary>
    public ExpectedTensor Expected() => ExpectedTensor.Required(WeightName, [Rows, Channels]);

    /// <summary>Looks <paramref name="ids"/> up.</summary>
    public Value Apply(GraphBuilder graph, Value ids) => graph.EmbeddingLookup(
        WeightName, graph.Weight(WeightName, TensorType.F32(new Axis("out", Rows), Axis.Channels(Channels))), ids);
}
