using System.Collections.Immutable;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>
/// layer norm, convolution + activation, convolution + residual, layer norm become one, when both convolutions have the same groups
/// and nothing but the first of them and the residual reads the first norm: neither its result nor the wide tensor between the
/// convolutions is ever written as a whole.
/// </summary>
public sealed class FuseFeedForward : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "layer norm + grouped feed-forward + residual + layer norm";

    /// <inheritdoc/>
    public ComputeGraph Apply(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriting = new Rewriting(graph);
        foreach (Node last in graph.Nodes.Where(node => node.Operation is LayerNormalization))
        {
            if (rewriting.OnlyMaker<GroupedConvolution>(last.Inputs[0]) is { } outer
                && rewriting.OnlyMaker<GroupedConvolution>(outer.Inputs[0]) is { } inner
                && rewriting.OnlyMaker<LayerNormalization>(inner.Inputs[0], uses: 2) is { } first
                && outer.Operation is GroupedConvolution { Projections: 1, HasResidual: true, Groups: > 1 and var groups }
                && inner.Operation is GroupedConvolution { Projections: 1, HasBias: true, Function: { } function } narrow
                && narrow.Groups == groups
                && outer.Inputs[^1] == first.Output
                && last.Operation is LayerNormalization { Epsilon: var epsilon }
                && last.Operation == first.Operation)
            {
                ImmutableArray<Value> inputs = [.. first.Inputs, .. inner.Inputs[1..], .. outer.Inputs[1..^1], .. last.Inputs[1..]];
                var fused = new GroupedFeedForward(groups, function, epsilon);
                rewriting.Replace(last, [new Node(fused, inputs, last.Outputs)], outer, inner, first);
            }
        }

        return rewriting.Finish();
    }
}
