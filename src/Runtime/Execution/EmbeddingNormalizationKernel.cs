using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The kernel of an <see cref="EmbeddingNormalization"/>.</summary>
internal sealed class EmbeddingNormalizationKernel : NodeKernel
{
    private readonly Node node;
    private readonly bool givenRows;
    private readonly EmbeddingNorm kernel;
    private readonly ArrayView<float> scale;
    private readonly ArrayView<float> shift;

    public EmbeddingNormalizationKernel(
        ComputeDevice device, DeviceWeights weights, ActivationFormats formats, Node node)
    {
        this.node = node;
        givenRows = ((EmbeddingNormalization)node.Operation).GivenRows;
        kernel = new EmbeddingNorm(
            device,
            givenRows ? null : weights.Table(device, node.Inputs[1]),
            weights.Table(device, node.Inputs[^5]),
            weights.Table(device, node.Inputs[^3]),
            formats.Of(node.Output));
        scale = weights.Vector(device, node.Inputs[^2]);
        shift = weights.Vector(device, node.Inputs[^1]);
    }

    /// <inheritdoc/>
    public override Action Bind(Binding binding)
    {
        var arguments = new EmbeddingNormArguments
        {
            WordIds = givenRows ? ArrayView<int>.Empty : binding.Integers(node.Inputs[0]),
            WordRows = givenRows ? binding.Singles(node.Inputs[0]) : ArrayView<float>.Empty,
            PositionIds = binding.Integers(node.Inputs[^6]),
            TypeIds = binding.Integers(node.Inputs[^4]),
            Scale = scale,
            Shift = shift,
            Output = binding.Activations(node.Output),
            T = binding.Batch.Tokens,
            C = node.Output.Type.Channels,
            Epsilon = ((EmbeddingNormalization)node.Operation).Epsilon,
        };
        return () => kernel.Run(arguments);
    }
}
