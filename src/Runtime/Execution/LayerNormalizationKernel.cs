using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The kernel of a <see cref="LayerNormalization"/>, with or without a residual.</summary>
internal sealed class LayerNormalizationKernel(ComputeDevice device, DeviceWeights weights, Node node) : NodeKernel
{
    private readonly LayerNorm<Identity>? plain = node.Inputs.Length == 3 ? new(device) : null;
    private readonly LayerNorm<AddResidual>? residual = node.Inputs.Length == 4 ? new(device) : null;
    private readonly ArrayView<float> scale = weights.Vector(device, node.Inputs[1]);
    private readonly ArrayView<float> shift = weights.Vector(device, node.Inputs[2]);

    /// <inheritdoc/>
    public override Action Bind(Binding binding)
    {
        if (plain is not null)
        {
            LayerNormArguments<Identity> arguments = Arguments(binding, default(Identity));
            return () => plain.Run(arguments);
        }

        LayerNormArguments<AddResidual> added = Arguments(
            binding, new AddResidual(binding.Singles(node.Inputs[3]), node.Output.Type.Channels));
        return () => residual!.Run(added);
    }

    private LayerNormArguments<TPrologue> Arguments<TPrologue>(Binding binding, TPrologue prologue)
        where TPrologue : struct, IEpilogue => new()
        {
            Input = binding.Singles(node.Inputs[0]),
            Prologue = prologue,
            Scale = scale,
            Shift = shift,
            Output = binding.Singles(node.Output),
            T = binding.Rows(node.Output),
            C = node.Output.Type.Channels,
            Epsilon = ((LayerNormalization)node.Operation).Epsilon,
        };
}
