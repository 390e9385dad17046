using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    private readonly struct TensorFactory<TMask>(ComputeDevice device, GroupedConv1dWeights weights, int heads)
        : ITensorConsumer<Action<GroupedSelfAttentionArguments>>
        where TMask : struct, IKeyMask
    {
        public Action<GroupedSelfAttentionArguments> Use<TElement, TInput, TOutput>()
            where TElement : struct, ITensorElement
            where TInput : struct, ITensorInput, IActivations<TInput>
            where TOutput : struct, ITensorOutput, IActivations<TOutput> =>
            LoadTensorForms<TElement, TInput, TOutput, TMask>(device, weights, heads);
    }
}
