using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Execution;

/// <summary>From operations to kernels: the only table of its kind.</summary>
internal static class NodeKernels
{
    /// <summary>Compiles a node for a device and packs its weights.</summary>
    public static NodeKernel Create(
        ComputeDevice device, DeviceWeights weights, ActivationFormats formats, Node node) => node.Operation switch
        {
            GroupedConvolution => ConvolutionKernels.Create(device, weights, formats, node),
            LayerNormalization => new LayerNormalizationKernel(device, weights, formats, node),
            SelfAttention => new SelfAttentionKernel(device, formats, node),
            GroupedSelfAttention => new GroupedSelfAttentionKernel(device, weights, formats, node),
            GroupedFeedForward => FeedForwardKernels.Create(device, weights, formats, node),
            EmbeddingNormalization => new EmbeddingNormalizationKernel(device, weights, formats, node),
            EmbeddingLookup => new EmbeddingLookupKernel(device, weights, formats, node),
            FirstToken => new FirstTokenKernel(device, formats, node),
            Add => AddKernels.Create(device, formats, node),
            AddChannelBias => new AddChannelBiasKernel(device, weights, formats, node),
            Activation => ActivationKernels.Create(device, formats, node),
            _ => throw new GraphException($"no kernel computes {node.Operation.Name}"),
        };
}
