using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The kernel of an <see cref="Add"/> that no layer norm took along.</summary>
internal sealed class AddKernel(ComputeDevice device, Node node) : NodeKernel
{
    private readonly Elementwise<AddResidual> kernel = new(device);

    /// <inheritdoc/>
    public override Action Bind(Binding binding)
    {
        int channels = node.Output.Type.Channels;
        var arguments = new ElementwiseArguments<AddResidual>
        {
            Input = binding.Singles(node.Inputs[0]),
            Output = binding.Singles(node.Output),
            Epilogue = new AddResidual(binding.Singles(node.Inputs[1]), channels),
            T = binding.Rows(node.Output),
            C = channels,
        };
        return () => kernel.Run(arguments);
    }
}
