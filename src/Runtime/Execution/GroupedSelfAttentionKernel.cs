using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The kernel of a <see cref="Graph.GroupedSelfAttention"/>.</summary>
internal sealed class GroupedSelfAttentionKernel : NodeKernel
{
    private readonly Node node;
    private readonly Graph.GroupedSelfAttention operation;
    private readonly Kernels.GroupedSelfAttention kernel;
    private readonly ArrayView<float> bias;

    public GroupedSelfAttentionKernel(
        ComputeDevice device, DeviceWeights weights, ActivationFormats formats, Node node)
    {
        this.node = node;
        operation = (Graph.GroupedSelfAttention)node.Operation;
        int channels = node.Output.Type.Channels;
        var shape = new GroupedConv1dShape(channels, 3 * channels, operation.Groups, Repeats: 3);
        kernel = new(
            device,
            weights.Convolution(device, shape, node.Inputs[1..4]),
            operation.Heads,
            operation.HasKeyMask,
            formats.Of(node.Inputs[0]),
            formats.Of(node.Output));
        bias = weights.Vector(device, node.Inputs[4..7]);
    }

    /// <inheritdoc/>
    public override bool RunsOnTensorCores => kernel.RunsOnTensorCores;

    /// <inheritdoc/>
    public override bool FusesOnTensorCores(BatchShape batch) =>
        kernel.RunsOnTensorCores && kernel.RunsAsOneLaunch(batch.Longest);

    /// <inheritdoc/>
    public override long ScratchLength(BatchShape batch) => kernel.ScratchLength(batch.Tokens, batch.Longest);

    /// <inheritdoc/>
    public override long BytesBetweenLaunches(BatchShape batch) =>
        kernel.BytesBetweenLaunches(batch.Tokens, batch.Longest);

    /// <inheritdoc/>
    public override Action Bind(Binding binding)
    {
        var arguments = new GroupedSelfAttentionArguments
        {
            Input = binding.Activations(node.Inputs[0]),
            Bias = bias,
            SequenceOffsets = binding.Integers(node.Inputs[7]),
            KeyMask = operation.HasKeyMask ? binding.Integers(node.Inputs[8]) : ArrayView<int>.Empty,
            Output = binding.Activations(node.Output),
            Scratch = binding.Scratch(node),
            T = binding.Batch.Tokens,
            B = binding.Batch.Sentences,
            S = binding.Batch.Longest,
            Scale = 1f / MathF.Sqrt(node.Output.Type.Channels / operation.Heads),
        };
        return () => kernel.Run(arguments);
    }
}
