using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Activations that no convolution ends with.</summary>
internal static class ActivationKernels
{
    /// <summary>The kernel of an <see cref="Activation"/>.</summary>
    public static NodeKernel Create(ComputeDevice device, ActivationFormats formats, Node node) =>
        Activations.Dispatch<Consumer, NodeKernel>(
            Parse(((Activation)node.Operation).Function), new Consumer(device, formats, node));

    /// <summary>The activation behind a Hugging Face name.</summary>
    public static ActivationKind Parse(string function) =>
        ActivationNames.TryParse(function, out ActivationKind kind)
            ? kind
            : throw new GraphException($"no kernel computes the activation '{function}'");

    private readonly record struct Consumer(ComputeDevice Device, ActivationFormats Formats, Node Node)
        : IActivationConsumer<NodeKernel>
    {
        public NodeKernel Use<TActivation>()
            where TActivation : struct, IActivation => new ActivationKernel<TActivation>(Device, Formats, Node);
    }

    private sealed class ActivationKernel<TActivation>(ComputeDevice device, ActivationFormats formats, Node node) : NodeKernel
        where TActivation : struct, IActivation
    {
        private readonly Elementwise<Activate<TActivation>> kernel =
            new(device, formats.Of(node.Inputs[0]), formats.Of(node.Output));

        public override Action Bind(Binding binding)
        {
            var arguments = new ElementwiseArguments<Activate<TActivation>>
            {
                Input = binding.Activations(node.Inputs[0]),
                Output = binding.Activations(node.Output),
                T = binding.Rows(node.Output),
                C = node.Output.Type.Channels,
            };
            return () => kernel.Run(arguments);
        }
    }
}
