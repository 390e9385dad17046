using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    private const int Tile = TileProduct.Size;

    private readonly struct SimtFactory(
        ComputeDevice device, GroupedConv1dWeights weights, int heads, bool hasKeyMask, ElementType input, ElementType output)
        : IElementConsumer<Action<GroupedSelfAttentionArguments>>
    {
        public Action<GroupedSelfAttentionArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            StoredFormats.Dispatch<ForWeights<TBits, TElement>, Action<GroupedSelfAttentionArguments>>(
                input, output, new ForWeights<TBits, TElement>(device, weights, heads, hasKeyMask));
    }

    private readonly struct ForWeights<TBits, TElement>(
        ComputeDevice device, GroupedConv1dWeights weights, int heads, bool hasKeyMask)
        : IStoredConsumer<Action<GroupedSelfAttentionArguments>>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        public Action<GroupedSelfAttentionArguments> Use<TInput, TOutput>()
            where TInput : struct, IStored<TInput>
            where TOutput : struct, IStored<TOutput>
        {
            GroupedConv1dShape shape = weights.Shape;
            ArrayView<TBits> weight = weights.View<TBits>();
            int count = heads;
            var kernel = hasKeyMask
                ? device.LoadKernel<GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput>>(
                    Simt<TBits, TElement, TInput, TOutput, WithKeyMask>)
                : device.LoadKernel<GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput>>(
                    Simt<TBits, TElement, TInput, TOutput, NoKeyMask>);
            return a =>
            {
                long folded = FoldedLength(shape, count, a.T);
                var grid = new Index2D(checked(a.B * Tiles(a.S)), count);
                kernel(new KernelConfig(grid, new Index2D(TileProduct.GroupSize, 1)), new()
                {
                    Input = TInput.Of(a.Input),
                    Weight = weight,
                    Bias = Singles.Of(a.Bias),
                    SequenceOffsets = a.SequenceOffsets,
                    KeyMask = a.KeyMask,
                    Output = TOutput.Of(a.Output),
                    Folded = Singles.Of(a.Scratch.SubView(0, folded)),
                    Mixed = Singles.Of(a.Scratch.SubView(folded, folded)),
                    C = shape.InputChannels,
                    Cg = shape.InputChannelsPerGroup,
                    H = count,
                    Hg = count / shape.Groups,
                    D = shape.InputChannels / count,
                    S = a.S,
                    Scale = a.Scale,
                });
            };
        }
    }

    private static int Tiles(int longest) => (longest + Tile - 1) / Tile;

    // [T, H, C / G].
    private static long FoldedLength(GroupedConv1dShape shape, int heads, int tokens) =>
        (long)tokens * heads * shape.InputChannelsPerGroup;

    // A group of threads takes 32 queries of one sentence and head. Keys and values are never made: q . (Wk x + bk) is (q Wk) . x
    // but for q . bk, which all keys of a query share and softmax does not see; and a mean of Wv x + bv is Wv (mean of x) + bv
    // (DeepSeek-V2 2024, https://arxiv.org/abs/2405.04434, section 2.1.2). So both products of attention run over the input itself,
    // which costs little because the channels of a group are few.
    private static void Simt<TBits, TElement, TInput, TOutput, TMask>(
        GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
        where TMask : struct, IKeyMask
    {
        ArrayView<Float4> lefts = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        ArrayView<Float4> rights = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        var softmax = new TileSoftmax(
            SharedMemory.Allocate<float>(TileSoftmax.TileLength),
            SharedMemory.Allocate<float>(TileProduct.GroupSize),
            SharedMemory.Allocate<float>(Tile),
            lefts);

        int tiles = Tiles(a.S);
        int sentence = Grid.IdxX / tiles;
        int start = a.SequenceOffsets[sentence];
        int length = a.SequenceOffsets[sentence + 1] - start;
        int first = (Grid.IdxX - (sentence * tiles)) * Tile;
        if (first >= length)
        {
            return;
        }

        int head = Grid.IdxY;
        int row = start + first;
        int rows = length - first;
        Project<TBits, TElement, TInput, TOutput>(a, row, rows, head, lefts, rights);
        Group.Barrier();
        Fold<TBits, TElement, TInput, TOutput>(a, row, rows, head, lefts, rights);
        Group.Barrier();

        SoftmaxOfRow sums = SoftmaxOfRow.Nothing;
        int key = 0;
        do
        {
            int keys = XMath.Min(length - key, Tile);
            Score<TBits, TInput, TOutput, TMask>(a, row, rows, start + key, keys, head, softmax, lefts, rights);
            sums = softmax.Take(sums, keys);
            Mix(a, row, rows, start + key, keys, head, key == 0, softmax, lefts, rights);
            key += Tile;
        }
        while (key < length);

        Group.Barrier();
        Finish<TBits, TElement, TInput, TOutput>(a, row, rows, head, softmax, lefts, rights);
    }
}
