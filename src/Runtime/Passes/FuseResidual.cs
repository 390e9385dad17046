using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>convolution + residual become one: the convolution's result is never written without it.</summary>
public sealed class FuseResidual : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "convolution + residual";

    /// <inheritdoc/>
    public ComputeGraph Apply(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriting = new Rewriting(graph);
        foreach (Node sum in graph.Nodes.Where(node => node.Operation is Add))
        {
            if (rewriting.OnlyMaker<GroupedConvolution>(sum.Inputs[0]) is { } convolution
                && convolution.Operation is GroupedConvolution { HasBias: true, Function: null, HasResidual: false } operation)
            {
                rewriting.Replace(
                    sum,
                    [new Node(operation with { HasResidual = true }, [.. convolution.Inputs, sum.Inputs[1]], sum.Outputs)],
                    convolution);
            }
        }

        return rewriting.Finish();
    }
}
