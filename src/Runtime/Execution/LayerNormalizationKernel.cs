using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The kernel of a <see cref="LayerNormalization"/>.</summary>
internal sealed class LayerNormalizationKernel(
    ComputeDevice device, DeviceWeights weights, ActivationFormats formats, Node node) : NodeKernel
{
    private readonly LayerNorm<Identity> kernel = new(device, formats.Of(node.Inputs[0]), formats.Of(node.Output));
    private readonly ArrayView<float> scale = weights.Vector(device, node.Inputs[1]);
    private readonly ArrayView<float> shift = weights.Vector(device, node.Inputs[2]);

    /// <inheritdoc/>
    public override Action Bind(Binding binding)
    {
        var arguments = new LayerNormArguments<Identity>
        {
            Input = binding.Activations(node.Inputs[0]),
            Scale = scale,
            Shift = shift,
            Output = binding.Activations(node.Output),
            T = binding.Rows(node.Output),
            C = node.Output.Type.Channels,
            Epsilon = ((LayerNormalization)node.Operation).Epsilon,
        };
        return () => kernel.Run(arguments);
    }
}
