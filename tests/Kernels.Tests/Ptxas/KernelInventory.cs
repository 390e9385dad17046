using System.Reflection;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>
/// Every kernel of every operator, with every choice that makes another kernel of it: activations, epilogues, storage, masks,
/// scores, pooling.
/// </summary>
public static class KernelInventory
{
    // Enough to fit a tensor-core kernel.
    private const int Channels = 64;

    private static readonly ElementType[] Storages = Enum.GetValues<ElementType>();

    private static readonly ElementType[] HalfStorages = [ElementType.F16, ElementType.BF16];

    /// <summary>The kernels as the operators load them for tensor cores.</summary>
    public static IReadOnlyCollection<MethodInfo> ForTensorCores()
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: true);
        Convolutions<Identity>(device, HalfStorages);
        Convolutions<AddBias>(device, HalfStorages);
        Convolutions<Then<AddBias, AddResidual>>(device, HalfStorages);
        foreach (ActivationKind activation in Enum.GetValues<ActivationKind>())
        {
            Activations.Dispatch<WithActivation, bool>(activation, new WithActivation(device, ElementType.F16));
        }

        FeedForwards<Gelu>(device, ElementType.BF16);
        SelfAttentions(device, HalfStorages);
        HalfActivations<TensorF16>(device, ElementType.F16);
        HalfActivations<TensorBF16>(device, ElementType.BF16);
        return [.. device.Kernels.Where(KernelNames.IsTensor)];
    }

    /// <summary>The kernels as the operators load them where there are no tensor cores.</summary>
    public static IReadOnlyCollection<MethodInfo> Portable()
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: false);
        Convolutions<Identity>(device, Storages);
        Convolutions<AddBias>(device, Storages);
        Convolutions<Then<AddBias, AddResidual>>(device, Storages);
        Convolutions<Then<AddBias, Activate<Gelu>>>(device, Storages);
        Elementwise<AddBias>(device);
        Elementwise<AddResidual>(device);
        foreach (ActivationKind activation in Enum.GetValues<ActivationKind>())
        {
            Activations.Dispatch<WithActivation, bool>(activation, new WithActivation(device, ElementType.F32));
        }

        _ = new LayerNorm<Identity>(device);
        _ = new LayerNorm<AddResidual>(device);
        _ = new Softmax(device);
        _ = new L2Normalize(device);
        foreach (bool hasKeyMask in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (AttentionScores scores in Enum.GetValues<AttentionScores>())
            {
                _ = new Attention(device, hasKeyMask, scores);
            }

            foreach (PoolingKind kind in Enum.GetValues<PoolingKind>())
            {
                _ = new Pooling(device, kind, hasKeyMask);
            }
        }

        FeedForwards<Gelu>(device, Storages);
        SelfAttentions(device, Storages);
        foreach (ElementType storage in Storages)
        {
            using EmbeddingTable table = EmbeddingTable.Pack(device, new float[4], 1, 4, storage);
            _ = new EmbeddingLookup(device, table);
            _ = new EmbeddingNorm(device, table, table, table);
            _ = new EmbeddingNorm(device, null, table, table);
        }

        return device.Kernels;
    }

    private static void Elementwise<TEpilogue>(ComputeDevice device)
        where TEpilogue : struct, IEpilogue => _ = new Elementwise<TEpilogue>(device);

    private static void Convolutions<TEpilogue>(ComputeDevice device, params ReadOnlySpan<ElementType> storages)
        where TEpilogue : struct, IEpilogue
    {
        foreach (ElementType storage in storages)
        {
            foreach (int width in (ReadOnlySpan<int>)[1, 3])
            {
                var shape = new GroupedConv1dShape(Channels, Channels, KernelWidth: width);
                using GroupedConv1dWeights weights =
                    GroupedConv1dWeights.Pack(device, shape, new float[shape.WeightLength], storage);
                _ = new GroupedConv1d<TEpilogue>(device, weights);
            }
        }
    }

    private static void FeedForwards<TActivation>(ComputeDevice device, params ReadOnlySpan<ElementType> storages)
        where TActivation : struct, IActivation
    {
        var shape = new GroupedConv1dShape(Channels, Channels);
        foreach (ElementType storage in storages)
        {
            using GroupedConv1dWeights weights =
                GroupedConv1dWeights.Pack(device, shape, new float[shape.WeightLength], storage);
            _ = new GroupedFeedForward<TActivation>(device, weights, weights);
        }
    }

    private static void SelfAttentions(ComputeDevice device, params ReadOnlySpan<ElementType> storages)
    {
        var shape = new GroupedConv1dShape(Channels, 3 * Channels, Repeats: 3);
        foreach (ElementType storage in storages)
        {
            using GroupedConv1dWeights weights =
                GroupedConv1dWeights.Pack(device, shape, new float[shape.WeightLength], storage);
            _ = new GroupedSelfAttention(device, weights, 1, hasKeyMask: false);
            _ = new GroupedSelfAttention(device, weights, 1, hasKeyMask: true);
        }
    }

    private static void HalfActivations<TElement>(ComputeDevice device, ElementType storage)
        where TElement : struct, ITensorElement
    {
        var shape = new GroupedConv1dShape(Channels, Channels);
        using GroupedConv1dWeights weights = GroupedConv1dWeights.Pack(device, shape, new float[shape.WeightLength], storage);
        _ = GroupedConv1d<AddBias>.LoadTensor<TElement, HalfInput<TElement>, NarrowedOutput<TElement>>(device, weights);
        _ = GroupedFeedForward<Gelu>.LoadTensor<TElement, HalfInput<TElement>, NarrowedOutput<TElement>>(device, weights, weights);
        var projections = new GroupedConv1dShape(Channels, 3 * Channels, Repeats: 3);
        using GroupedConv1dWeights three =
            GroupedConv1dWeights.Pack(device, projections, new float[projections.WeightLength], storage);
        _ = GroupedSelfAttention.LoadFused<TElement, NoKeyMask, HalfInput<TElement>, NarrowedOutput<TElement>>(device, three, 1);
        _ = GroupedSelfAttention.LoadFused<TElement, WithKeyMask, HalfInput<TElement>, NarrowedOutput<TElement>>(device, three, 1);
    }

    private readonly record struct WithActivation(ComputeDevice Device, ElementType Storage) : IActivationConsumer<bool>
    {
        public bool Use<TActivation>()
            where TActivation : struct, IActivation
        {
            Elementwise<Activate<TActivation>>(Device);
            Convolutions<Then<AddBias, Activate<TActivation>>>(Device, Storage);
            FeedForwards<TActivation>(Device, Storage);
            return true;
        }
    }
}
