using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Execution;

/// <summary>From operations to kernels: the only table of its kind.</summary>
internal static class NodeKernels
{
    /// <summary>Compiles a node for a device and packs its weights.</summary>
    public static NodeKernel Create(ComputeDevice device, DeviceWeights weights, Node node) => node.Operation switch
    {
        GroupedConvolution => ConvolutionKernels.Create(device, weights, node),
        LayerNormalization => new LayerNormalizationKernel(device, weights, node),
        SelfAttention => new SelfAttentionKernel(device, node),
        GroupedSelfAttention => new GroupedSelfAttentionKernel(device, weights, node),
        GroupedFeedForward => FeedForwardKernels.Create(device, weights, node),
        EmbeddingNormalization => new EmbeddingNormalizationKernel(device, weights, node),
        EmbeddingLookup => new EmbeddingLookupKernel(device, weights, node),
        FirstToken => new FirstTokenKernel(device, node),
        Add => new AddKernel(device, node),
        AddChannelBias => new AddChannelBiasKernel(device, weights, node),
        Activation => ActivationKernels.Create(device, node),
        _ => throw new GraphException($"no kernel computes {node.Operation.Name}"),
    };
}
