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

    private static readonly ElementType[] PortableStorages = [ElementType.F32, ElementType.F16, ElementType.BF16];

    private static readonly ElementType[] TensorStorages = [ElementType.F16, ElementType.BF16, ElementType.TF32];

    /// <summary>The kernels as the operators load them for tensor cores.</summary>
    public static IReadOnlyCollection<MethodInfo> ForTensorCores()
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: true);
        foreach (ElementType storage in TensorStorages)
        {
            ElementType activations = Elements.BesideWeights(storage);
            Convolutions<Identity>(device, storage, activations, activations);
            Convolutions<Then<AddBias, AddResidual>>(device, storage, activations, activations);
            Convolutions<Then<AddBias, Activate<Tanh>>>(device, storage, activations, ElementType.F32);
            foreach ((ElementType input, ElementType output) in Pairs(storage))
            {
                Convolutions<AddBias>(device, storage, input, output);
                FeedForwards<Gelu>(device, storage, input, output);
                SelfAttentions(device, storage, input, output);
            }
        }

        Convolutions<Then<AddBias, AddNarrowResidual<F16>>>(device, ElementType.F16, ElementType.F16, ElementType.F16);
        Convolutions<Then<AddBias, AddNarrowResidual<BF16>>>(device, ElementType.BF16, ElementType.BF16, ElementType.BF16);
        foreach (ActivationKind activation in Enum.GetValues<ActivationKind>())
        {
            Activations.Dispatch<WithActivation, bool>(activation, new WithActivation(device, ElementType.F16));
        }

        return [.. device.Kernels.Where(KernelNames.IsTensor)];
    }

    /// <summary>The kernels as the operators load them where there are no tensor cores.</summary>
    public static IReadOnlyCollection<MethodInfo> Portable()
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: false);
        foreach (ElementType storage in PortableStorages)
        {
            Convolutions<Identity>(device, storage, storage, storage);
            Convolutions<Then<AddBias, AddResidual>>(device, storage, storage, storage);
            Convolutions<Then<AddBias, Activate<Gelu>>>(device, storage, storage, storage);
            Elementwise<AddBias>(device, storage);
            Elementwise<AddResidual>(device, storage);
            foreach ((ElementType input, ElementType output) in Pairs(storage))
            {
                Convolutions<AddBias>(device, storage, input, output);
                FeedForwards<Gelu>(device, storage, input, output);
                SelfAttentions(device, storage, input, output);
                _ = new LayerNorm<Identity>(device, input, output);
                _ = new Pooling(device, PoolingKind.FirstToken, hasKeyMask: false, input, output);
                _ = new Attention(device, false, AttentionScores.None, input, output);
            }
        }

        Convolutions<Then<AddBias, AddNarrowResidual<F16>>>(device, ElementType.F16, ElementType.F16, ElementType.F16);
        Convolutions<Then<AddBias, AddNarrowResidual<BF16>>>(device, ElementType.BF16, ElementType.BF16, ElementType.BF16);
        Elementwise<AddNarrowResidual<F16>>(device, ElementType.F16);
        Elementwise<AddNarrowResidual<BF16>>(device, ElementType.BF16);
        foreach (ActivationKind activation in Enum.GetValues<ActivationKind>())
        {
            Activations.Dispatch<WithActivation, bool>(activation, new WithActivation(device, ElementType.F32));
        }

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

        foreach (ElementType storage in PortableStorages)
        {
            using EmbeddingTable table = EmbeddingTable.Pack(device, new float[4], 1, 4, storage);
            foreach (ElementType output in (ReadOnlySpan<ElementType>)[ElementType.F32, storage])
            {
                _ = new EmbeddingLookup(device, table, output);
                _ = new EmbeddingNorm(device, table, table, table, output);
                _ = new EmbeddingNorm(device, null, table, table, output);
            }
        }

        return device.Kernels;
    }

    private static void Elementwise<TEpilogue>(ComputeDevice device, ElementType activations)
        where TEpilogue : struct, IEpilogue => _ = new Elementwise<TEpilogue>(device, activations, activations);

    // Formats before and after a kernel, where weights have one: of 16 bits, from and to what is wanted as float32.
    private static IEnumerable<(ElementType Input, ElementType Output)> Pairs(ElementType weights)
    {
        ElementType beside = Elements.BesideWeights(weights);
        return new[] { (ElementType.F32, ElementType.F32), (beside, beside), (ElementType.F32, beside), (beside, ElementType.F32) }
            .Distinct();
    }

    private static void Convolutions<TEpilogue>(
        ComputeDevice device, ElementType storage, ElementType input, ElementType output)
        where TEpilogue : struct, IEpilogue
    {
        foreach (int width in (ReadOnlySpan<int>)[1, 3])
        {
            var shape = new GroupedConv1dShape(Channels, Channels, KernelWidth: width);
            using GroupedConv1dWeights weights =
                GroupedConv1dWeights.Pack(device, shape, new float[shape.WeightLength], storage);
            _ = new GroupedConv1d<TEpilogue>(device, weights, input, output);
        }
    }

    private static void FeedForwards<TActivation>(
        ComputeDevice device, ElementType storage, ElementType input, ElementType output)
        where TActivation : struct, IActivation
    {
        var shape = new GroupedConv1dShape(Channels, Channels);
        using GroupedConv1dWeights weights = GroupedConv1dWeights.Pack(device, shape, new float[shape.WeightLength], storage);
        _ = new GroupedFeedForward<TActivation>(device, weights, weights, input, output);
    }

    private static void SelfAttentions(ComputeDevice device, ElementType storage, ElementType input, ElementType output)
    {
        var shape = new GroupedConv1dShape(Channels, 3 * Channels, Repeats: 3);
        using GroupedConv1dWeights weights = GroupedConv1dWeights.Pack(device, shape, new float[shape.WeightLength], storage);
        _ = new GroupedSelfAttention(device, weights, 1, hasKeyMask: false, input, output);
        _ = new GroupedSelfAttention(device, weights, 1, hasKeyMask: true, input, output);
    }

    private readonly record struct WithActivation(ComputeDevice Device, ElementType Storage) : IActivationConsumer<bool>
    {
        public bool Use<TActivation>()
            where TActivation : struct, IActivation
        {
            Elementwise<Activate<TActivation>>(Device, Storage);
            Convolutions<Then<AddBias, Activate<TActivation>>>(Device, Storage, Storage, Storage);
            FeedForwards<TActivation>(Device, Storage, Storage, Storage);
            return true;
        }
    }
}
