using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Grouped feed-forwards with whatever activation stands in them.</summary>
internal static class FeedForwardKernels
{
    /// <summary>The kernel of a <see cref="Graph.GroupedFeedForward"/>.</summary>
    public static NodeKernel Create(ComputeDevice device, DeviceWeights weights, Node node) =>
        Activations.Dispatch<Consumer, NodeKernel>(
            ActivationKernels.Parse(((Graph.GroupedFeedForward)node.Operation).Function), new Consumer(device, weights, node));

    private readonly record struct Consumer(ComputeDevice Device, DeviceWeights Weights, Node Node) : IActivationConsumer<NodeKernel>
    {
        public NodeKernel Use<TActivation>()
            where TActivation : struct, IActivation => new FeedForwardKernel<TActivation>(Device, Weights, Node);
    }

    private sealed class FeedForwardKernel<TActivation> : NodeKernel
        where TActivation : struct, IActivation
    {
        private readonly Node node;
        private readonly GroupedFeedForward<TActivation> kernel;
        private readonly ArrayView<float> innerBias;
        private readonly ArrayView<float> outerBias;
        private readonly ArrayView<float> scale;
        private readonly ArrayView<float> shift;

        public FeedForwardKernel(ComputeDevice device, DeviceWeights weights, Node node)
        {
            this.node = node;
            int groups = ((Graph.GroupedFeedForward)node.Operation).Groups;
            int channels = node.Output.Type.Channels;
            int wide = node.Inputs[2].Type.Channels;
            kernel = new(
                device,
                weights.Convolution(device, new GroupedConv1dShape(channels, wide, groups), [node.Inputs[1]]),
                weights.Convolution(device, new GroupedConv1dShape(wide, channels, groups), [node.Inputs[3]]));
            innerBias = weights.Vector(device, node.Inputs[2]);
            outerBias = weights.Vector(device, node.Inputs[4]);
            scale = weights.Vector(device, node.Inputs[5]);
            shift = weights.Vector(device, node.Inputs[6]);
        }

        public override long ScratchLength(BatchShape batch) => kernel.ScratchLength(node.Output.Type.Axes[0].In(batch));

        public override Action Bind(Binding binding)
        {
            var arguments = new GroupedFeedForwardArguments
            {
                Input = binding.Singles(node.Inputs[0]),
                InnerBias = innerBias,
                OuterBias = outerBias,
                Scale = scale,
                Shift = shift,
                Output = binding.Singles(node.Output),
                Scratch = binding.Scratch(node),
                T = binding.Rows(node.Output),
                Epsilon = ((Graph.GroupedFeedForward)node.Operation).Epsilon,
            };
            return () => kernel.Run(arguments);
        }
    }
}
