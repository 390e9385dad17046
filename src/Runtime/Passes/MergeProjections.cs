using System.Collections.Immutable;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>
/// The query, key and value convolutions of one input become one convolution of three projections, when their groups agree:
/// the input is read once, and one launch does the work of three.
/// </summary>
public sealed class MergeProjections : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "query + key + value convolutions";

    /// <inheritdoc/>
    public ComputeGraph Apply(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriting = new Rewriting(graph);
        foreach (Node attention in graph.Nodes.Where(node => node.Operation is SelfAttention { IsPacked: false }))
        {
            if (rewriting.OnlyMaker<GroupedConvolution>(attention.Inputs[0]) is not { } queries
                || rewriting.OnlyMaker<GroupedConvolution>(attention.Inputs[1]) is not { } keys
                || rewriting.OnlyMaker<GroupedConvolution>(attention.Inputs[2]) is not { } values
                || !Agree(queries, keys)
                || !Agree(queries, values))
            {
                continue;
            }

            var one = (GroupedConvolution)queries.Operation;
            ImmutableArray<Value> inputs = [queries.Inputs[0], queries.Inputs[1], keys.Inputs[1], values.Inputs[1]];
            if (one.HasBias)
            {
                inputs = [.. inputs, queries.Inputs[2], keys.Inputs[2], values.Inputs[2]];
            }

            var merged = new Node(one with { Projections = 3 }, inputs, $"{attention.Output.Name}.projections");
            var packed = new Node(
                (SelfAttention)attention.Operation with { IsPacked = true },
                [merged.Output, .. attention.Inputs[3..]],
                attention.Outputs);
            rewriting.Replace(attention, [merged, packed], queries, keys, values);
        }

        return rewriting.Finish();
    }

    private static bool Agree(Node a, Node b) =>
        a.Inputs[0] == b.Inputs[0]
        && a.Operation == b.Operation
        && a.Operation is GroupedConvolution { Projections: 1 }
        && a.Inputs[1].Type == b.Inputs[1].Type;
}
