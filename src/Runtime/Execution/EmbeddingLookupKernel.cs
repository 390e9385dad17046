using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The kernel of an <see cref="Graph.EmbeddingLookup"/> that no layer norm took along.</summary>
internal sealed class EmbeddingLookupKernel(
    ComputeDevice device, DeviceWeights weights, ActivationFormats formats, Node node) : NodeKernel
{
    private readonly Kernels.EmbeddingLookup kernel = new(device, weights.Table(device, node.Inputs[0]), formats.Of(node.Output));

    /// <inheritdoc/>
    public override Action Bind(Binding binding)
    {
        var arguments = new EmbeddingLookupArguments
        {
            Ids = binding.Integers(node.Inputs[1]),
            C = node.Output.Type.Channels,
            Output = binding.Activations(node.Output),
            T = binding.Batch.Tokens,
        };
        return () => kernel.Run(arguments);
    }
}
