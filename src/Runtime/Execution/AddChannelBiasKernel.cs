using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The kernel of an <see cref="AddChannelBias"/> that no convolution took along.</summary>
internal sealed class AddChannelBiasKernel(
    ComputeDevice device, DeviceWeights weights, ActivationFormats formats, Node node) : NodeKernel
{
    private readonly Elementwise<AddBias> kernel = new(device, formats.Of(node.Inputs[0]), formats.Of(node.Output));
    private readonly ArrayView<float> bias = weights.Vector(device, node.Inputs[1]);

    /// <inheritdoc/>
    public override Action Bind(Binding binding)
    {
        var arguments = new ElementwiseArguments<AddBias>
        {
            Input = binding.Activations(node.Inputs[0]),
            Output = binding.Activations(node.Output),
            Epilogue = new AddBias(bias),
            T = binding.Rows(node.Output),
            C = node.Output.Type.Channels,
        };
        return () => kernel.Run(arguments);
    }
}
