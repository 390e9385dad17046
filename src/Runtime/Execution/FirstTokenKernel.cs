using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The kernel of a <see cref="FirstToken"/>.</summary>
internal sealed class FirstTokenKernel(ComputeDevice device, ActivationFormats formats, Node node) : NodeKernel
{
    private readonly Pooling kernel = new(
        device, PoolingKind.FirstToken, hasKeyMask: false, formats.Of(node.Inputs[0]), formats.Of(node.Output));

    /// <inheritdoc/>
    public override Action Bind(Binding binding)
    {
        var arguments = new PoolingArguments
        {
            Input = binding.Activations(node.Inputs[0]),
            SequenceOffsets = binding.Integers(node.Inputs[1]),
            KeyMask = ArrayView<int>.Empty,
            Output = binding.Activations(node.Output),
            T = binding.Batch.Tokens,
            B = binding.Batch.Sentences,
            C = node.Output.Type.Channels,
        };
        return () => kernel.Run(arguments);
    }
}
