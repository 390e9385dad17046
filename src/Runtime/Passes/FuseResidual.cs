using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>residual + layer norm become one: the sum is never written.</summary>
public sealed class FuseResidual : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "residual + layer norm";

    /// <inheritdoc/>
    public ComputeGraph Apply(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriting = new Rewriting(graph);
        foreach (Node norm in graph.Nodes.Where(node => node is { Operation: LayerNormalization, Inputs.Length: 3 }))
        {
            if (rewriting.OnlyMaker<Add>(norm.Inputs[0]) is { } sum)
            {
                rewriting.Replace(
                    norm,
                    [new Node(norm.Operation, [sum.Inputs[0], norm.Inputs[1], norm.Inputs[2], sum.Inputs[1]], norm.Outputs)],
                    sum);
            }
        }

        return rewriting.Finish();
    }
}
