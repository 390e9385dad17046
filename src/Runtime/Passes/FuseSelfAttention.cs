using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>
/// Merged projections and the attention over them become one, when several groups divide the heads evenly: a group's heads then
/// depend on that group's input alone. Attention whose scores are wanted stays as it is.
/// </summary>
public sealed class FuseSelfAttention : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "grouped projections + attention";

    /// <inheritdoc/>
    public ComputeGraph Apply(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriting = new Rewriting(graph);
        foreach (Node node in graph.Nodes)
        {
            if (node.Operation is SelfAttention { IsPacked: true, Scores: ScoresKind.None } attention
                && rewriting.OnlyMaker<GroupedConvolution>(node.Inputs[0]) is { } projections
                && projections.Operation is GroupedConvolution { Projections: 3, HasBias: true, Function: null, Groups: > 1 } one
                && attention.Heads % one.Groups == 0
                && projections.Inputs[0].Type == node.Output.Type)
            {
                var fused = new GroupedSelfAttention(one.Groups, attention.Heads, attention.HasKeyMask);
                rewriting.Replace(
                    node, [new Node(fused, [.. projections.Inputs, .. node.Inputs[1..]], node.Outputs)], projections);
            }
        }

        return rewriting.Finish();
    }
}
