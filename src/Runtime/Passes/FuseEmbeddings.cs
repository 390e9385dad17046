using System.Collections.Immutable;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>
/// norm(words + positions + token types) becomes one: the three tables are read and summed in the layer norm. Words may be
/// looked up or given as rows.
/// </summary>
public sealed class FuseEmbeddings : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "embedding sums + layer norm";

    /// <inheritdoc/>
    public ComputeGraph Apply(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriting = new Rewriting(graph);
        foreach (Node norm in graph.Nodes.Where(node => node is { Operation: LayerNormalization, Inputs.Length: 3 }))
        {
            if (rewriting.OnlyMaker<Add>(norm.Inputs[0]) is not { } outer
                || rewriting.OnlyMaker<Add>(outer.Inputs[0]) is not { } inner
                || rewriting.OnlyMaker<EmbeddingLookup>(outer.Inputs[1]) is not { } types
                || rewriting.OnlyMaker<EmbeddingLookup>(inner.Inputs[1]) is not { } positions)
            {
                continue;
            }

            float epsilon = ((LayerNormalization)norm.Operation).Epsilon;
            ImmutableArray<Value> rest =
                [positions.Inputs[1], positions.Inputs[0], types.Inputs[1], types.Inputs[0], norm.Inputs[1], norm.Inputs[2]];
            if (rewriting.OnlyMaker<EmbeddingLookup>(inner.Inputs[0]) is { } words)
            {
                var fused = new EmbeddingNormalization(epsilon, GivenRows: false);
                rewriting.Replace(
                    norm, [new Node(fused, [words.Inputs[1], words.Inputs[0], .. rest], norm.Outputs)],
                    outer, inner, types, positions, words);
            }
            else if (inner.Inputs[0].Kind == ValueKind.Input)
            {
                var fused = new EmbeddingNormalization(epsilon, GivenRows: true);
                rewriting.Replace(
                    norm, [new Node(fused, [inner.Inputs[0], .. rest], norm.Outputs)], outer, inner, types, positions);
            }
        }

        return rewriting.Finish();
    }
}
