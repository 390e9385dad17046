using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Grouped feed-forwards with whatever activation stands in them.</summary>
internal static class FeedForwardKernels
{
    /// <summary>The kernel of a <see cref="Graph.GroupedFeedForward"/>.</summary>
    public static NodeKernel Create(
        ComputeDevice device, DeviceWeights weights, ActivationFormats formats, Node node) =>
        Activations.Dispatch<Consumer, NodeKernel>(
            ActivationKernels.Parse(((Graph.GroupedFeedForward)node.Operation).Function),
            new Consumer(device, weights, formats, node));

    private readonly record struct Consumer(
        ComputeDevice Device, DeviceWeights Weights, ActivationFormats Formats, Node Node) : IActivationConsumer<NodeKernel>
    {
        public NodeKernel Use<TActivation>()
            where TActivation : struct, IActivation => new FeedForwardKernel<TActivation>(Device, Weights, Formats, Node);
    }

    private sealed class FeedForwardKernel<TActivation> : NodeKernel
        where TActivation : struct, IActivation
    {
        private readonly Node node;
        private readonly GroupedFeedForward<TActivation> kernel;
        private readonly ArrayView<float> inputScale;
        private readonly ArrayView<float> inputShift;
        private readonly ArrayView<float> innerBias;
        private readonly ArrayView<float> outerBias;
        private readonly ArrayView<float> outputScale;
        private readonly ArrayView<float> outputShift;

        public FeedForwardKernel(ComputeDevice device, DeviceWeights weights, ActivationFormats formats, Node node)
        {
            this.node = node;
            int groups = ((Graph.GroupedFeedForward)node.Operation).Groups;
            int channels = node.Output.Type.Channels;
            int wide = node.Inputs[4].Type.Channels;
            kernel = new(
                device,
                weights.Convolution(device, new GroupedConv1dShape(channels, wide, groups), [node.Inputs[3]]),
                weights.Convolution(device, new GroupedConv1dShape(wide, channels, groups), [node.Inputs[5]]),
                formats.Of(node.Inputs[0]),
                formats.Of(node.Output));
            inputScale = weights.Vector(device, node.Inputs[1]);
            inputShift = weights.Vector(device, node.Inputs[2]);
            innerBias = weights.Vector(device, node.Inputs[4]);
            outerBias = weights.Vector(device, node.Inputs[6]);
            outputScale = weights.Vector(device, node.Inputs[7]);
            outputShift = weights.Vector(device, node.Inputs[8]);
        }

        public override bool RunsOnTensorCores => kernel.RunsOnTensorCores;

        public override long ScratchLength(BatchShape batch) => kernel.ScratchLength(node.Output.Type.Axes[0].In(batch));

        public override long BytesBetweenLaunches(BatchShape batch) =>
            kernel.BytesBetweenLaunches(node.Output.Type.Axes[0].In(batch));

        public override Action Bind(Binding binding)
        {
            var arguments = new GroupedFeedForwardArguments
            {
                Input = binding.Activations(node.Inputs[0]),
                InputScale = inputScale,
                InputShift = inputShift,
                InnerBias = innerBias,
                OuterBias = outerBias,
                OutputScale = outputScale,
                OutputShift = outputShift,
                Output = binding.Activations(node.Output),
                Scratch = binding.Scratch(node),
                T = binding.Rows(node.Output),
                Epsilon = ((Graph.GroupedFeedForward)node.Operation).Epsilon,
            };
            return () => kernel.Run(arguments);
        }
    }
}
