using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>
/// convolution + activation, convolution, residual + layer norm become one, when both convolutions have the same groups and the
/// residual is what the first one reads: the wide tensor between them is never written as a whole.
/// </summary>
public sealed class FuseFeedForward : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "grouped feed-forward + residual + layer norm";

    /// <inheritdoc/>
    public ComputeGraph Apply(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriting = new Rewriting(graph);
        foreach (Node norm in graph.Nodes.Where(node => node is { Operation: LayerNormalization, Inputs.Length: 4 }))
        {
            if (rewriting.OnlyMaker<GroupedConvolution>(norm.Inputs[0]) is { } outer
                && rewriting.OnlyMaker<GroupedConvolution>(outer.Inputs[0]) is { } inner
                && outer.Operation is GroupedConvolution { Projections: 1, HasBias: true, Function: null, Groups: > 1 } second
                && inner.Operation is GroupedConvolution { Projections: 1, HasBias: true, Function: { } function } first
                && first.Groups == second.Groups
                && inner.Inputs[0] == norm.Inputs[3])
            {
                var fused = new GroupedFeedForward(first.Groups, function, ((LayerNormalization)norm.Operation).Epsilon);
                rewriting.Replace(
                    norm,
                    [new Node(fused, [.. inner.Inputs, .. outer.Inputs[1..], .. norm.Inputs[1..3]], norm.Outputs)],
                    outer, inner);
            }
        }

        return rewriting.Finish();
    }
}
