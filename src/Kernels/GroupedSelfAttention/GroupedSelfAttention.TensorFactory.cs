using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    private readonly struct TensorFactory<TElement, TMask>(ComputeDevice device, GroupedConv1dWeights weights, int heads)
        : ITensorConsumer<TElement, Action<GroupedSelfAttentionArguments>>
        where TElement : struct, ITensorElement
        where TMask : struct, IKeyMask
    {
        public Action<GroupedSelfAttentionArguments> Use<TInput, TOutput>()
            where TInput : struct, ITensorInput, IActivations<TInput>
            where TOutput : struct, ITensorOutput, IActivations<TOutput> =>
            LoadTensorForms<TElement, TInput, TOutput, TMask>(device, weights, heads);
    }
}
