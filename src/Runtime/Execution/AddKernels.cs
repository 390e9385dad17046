using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Sums that no layer norm took along.</summary>
internal static class AddKernels
{
    /// <summary>The kernel of an <see cref="Add"/>.</summary>
    public static NodeKernel Create(ComputeDevice device, ActivationFormats formats, Node node) =>
        Residuals.Dispatch<Consumer, NodeKernel>(formats, node.Inputs[1], new Consumer(device, formats, node));

    private readonly record struct Consumer(ComputeDevice Device, ActivationFormats Formats, Node Node)
        : IResidualConsumer<NodeKernel>
    {
        public NodeKernel Use<TResidual>(Func<Binding, TResidual> residual)
            where TResidual : struct, IEpilogue => new AddKernel<TResidual>(Device, Formats, Node, residual);
    }

    private sealed class AddKernel<TResidual>(
        ComputeDevice device, ActivationFormats formats, Node node, Func<Binding, TResidual> residual) : NodeKernel
        where TResidual : struct, IEpilogue
    {
        private readonly Elementwise<TResidual> kernel = new(device, formats.Of(node.Inputs[0]), formats.Of(node.Output));

        public override Action Bind(Binding binding)
        {
            var arguments = new ElementwiseArguments<TResidual>
            {
                Input = binding.Activations(node.Inputs[0]),
                Output = binding.Activations(node.Output),
                Epilogue = residual(binding),
                T = binding.Rows(node.Output),
                C = node.Output.Type.Channels,
            };
            return () => kernel.Run(arguments);
        }
    }
}
