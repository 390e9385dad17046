using System.Collections.Immutable;
using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Grouped convolutions with whatever ends them.</summary>
internal static class ConvolutionKernels
{
    /// <summary>The kernel of a <see cref="GroupedConvolution"/>.</summary>
    public static NodeKernel Create(ComputeDevice device, DeviceWeights weights, ActivationFormats formats, Node node)
    {
        var operation = (GroupedConvolution)node.Operation;
        ImmutableArray<Value> matrices = node.Inputs[1..(1 + operation.Projections)];
        var shape = new GroupedConv1dShape(
            node.Inputs[0].Type.Channels, node.Output.Type.Channels, operation.Groups, Repeats: operation.Projections);
        GroupedConv1dWeights packed = weights.Convolution(device, shape, matrices);
        ArrayView<float> bias = operation.HasBias
            ? weights.Vector(device, node.Inputs[(1 + operation.Projections)..(1 + (2 * operation.Projections))])
            : ArrayView<float>.Empty;
        return (operation.HasBias, operation.Function) switch
        {
            (false, null) => new ConvolutionKernel<Identity>(device, packed, formats, node, _ => default),
            (true, null) when operation.HasResidual => Residuals.Dispatch<WithResidual, NodeKernel>(
                formats, node.Inputs[^1], new WithResidual(device, packed, formats, node, bias)),
            (true, null) => new ConvolutionKernel<AddBias>(device, packed, formats, node, _ => new AddBias(bias)),
            (true, { } function) => Activations.Dispatch<WithBias, NodeKernel>(
                ActivationKernels.Parse(function), new WithBias(device, packed, formats, node, bias)),
            (false, { } function) => Activations.Dispatch<WithoutBias, NodeKernel>(
                ActivationKernels.Parse(function), new WithoutBias(device, packed, formats, node)),
        };
    }

    private readonly record struct WithResidual(
        ComputeDevice Device, GroupedConv1dWeights Weights, ActivationFormats Formats, Node Node, ArrayView<float> Bias)
        : IResidualConsumer<NodeKernel>
    {
        public NodeKernel Use<TResidual>(Func<Binding, TResidual> residual)
            where TResidual : struct, IEpilogue
        {
            var bias = new AddBias(Bias);
            return new ConvolutionKernel<Then<AddBias, TResidual>>(
                Device, Weights, Formats, Node, binding => new(bias, residual(binding)));
        }
    }

    private readonly record struct WithBias(
        ComputeDevice Device, GroupedConv1dWeights Weights, ActivationFormats Formats, Node Node, ArrayView<float> Bias)
        : IActivationConsumer<NodeKernel>
    {
        public NodeKernel Use<TActivation>()
            where TActivation : struct, IActivation
        {
            var epilogue = new Then<AddBias, Activate<TActivation>>(new AddBias(Bias), default);
            return new ConvolutionKernel<Then<AddBias, Activate<TActivation>>>(Device, Weights, Formats, Node, _ => epilogue);
        }
    }

    private readonly record struct WithoutBias(
        ComputeDevice Device, GroupedConv1dWeights Weights, ActivationFormats Formats, Node Node)
        : IActivationConsumer<NodeKernel>
    {
        public NodeKernel Use<TActivation>()
            where TActivation : struct, IActivation =>
            new ConvolutionKernel<Activate<TActivation>>(Device, Weights, Formats, Node, _ => default);
    }

    private sealed class ConvolutionKernel<TEpilogue>(
        ComputeDevice device,
        GroupedConv1dWeights weights,
        ActivationFormats formats,
        Node node,
        Func<Binding, TEpilogue> epilogue) : NodeKernel
        where TEpilogue : struct, IEpilogue
    {
        private readonly GroupedConv1d<TEpilogue> kernel =
            new(device, weights, formats.Of(node.Inputs[0]), formats.Of(node.Output));

        public override bool RunsOnTensorCores => kernel.RunsOnTensorCores;

        public override long ScratchLength(BatchShape batch) => kernel.ScratchLength;

        public override Action Bind(Binding binding)
        {
            var arguments = new GroupedConv1dArguments<TEpilogue>
            {
                Input = binding.Activations(node.Inputs[0]),
                Output = binding.Activations(node.Output),
                Epilogue = epilogue(binding),
                T = binding.Rows(node.Output),
                Scratch = binding.Scratch(node),
            };
            return () => kernel.Run(arguments);
        }
    }
}
