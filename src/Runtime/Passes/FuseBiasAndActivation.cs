using System.Collections.Immutable;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>convolution, + bias, activation become one: both end the convolution before its result is first written.</summary>
public sealed class FuseBiasAndActivation : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "convolution + bias + activation";

    /// <inheritdoc/>
    public ComputeGraph Apply(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriting = new Rewriting(graph);

        // Activations first: each takes its bias along, and what is left are the biases with no activation after them.
        foreach (Node activation in graph.Nodes.Where(node => node.Operation is Activation))
        {
            if (rewriting.OnlyMaker<AddChannelBias>(activation.Inputs[0]) is { } bias
                && rewriting.OnlyMaker<GroupedConvolution>(bias.Inputs[0]) is { } convolution)
            {
                rewriting.Replace(
                    activation, [Fused(convolution, bias, activation, ((Activation)activation.Operation).Function)], bias, convolution);
            }
        }

        foreach (Node bias in graph.Nodes.Where(node => node.Operation is AddChannelBias))
        {
            if (rewriting.Maker<AddChannelBias>(bias.Output) is not null
                && rewriting.OnlyMaker<GroupedConvolution>(bias.Inputs[0]) is { } convolution)
            {
                rewriting.Replace(bias, [Fused(convolution, bias, bias, null)], convolution);
            }
        }

        return rewriting.Finish();
    }

    private static Node Fused(Node convolution, Node bias, Node last, string? function)
    {
        var operation = (GroupedConvolution)convolution.Operation with { HasBias = true, Function = function };
        ImmutableArray<Value> inputs = [.. convolution.Inputs, bias.Inputs[1]];
        return new Node(operation, inputs, last.Outputs);
    }
}
