using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedFeedForward<TActivation>
{
    private const int Tile = TileProduct.Size;

    // Rows of shared memory are a float longer than they hold, so that a column of them lies in different banks.
    private const int Pitch = Tile + 1;

    // A multiprocessor should have four groups of threads at least, of two warps each.
    private static FeedForwardSplit SimtSplit(ComputeDevice device, GroupedConv1dWeights inner) =>
        new(inner.Shape, Tile, Tile, 4 * device.Multiprocessors, 24);

    private readonly struct SimtFactory(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer, FeedForwardSplit split, ElementType input)
        : IElementConsumer<Launch>
    {
        public Launch Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            StoredFormats.Dispatch<ForWeights<TBits, TElement>, Launch>(
                input, ElementType.F32, new ForWeights<TBits, TElement>(device, inner, outer, split));
    }

    private readonly struct ForWeights<TBits, TElement>(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer, FeedForwardSplit split)
        : IStoredConsumer<Launch>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        public Launch Use<TInput, TOutput>()
            where TInput : struct, IStored<TInput>
            where TOutput : struct, IStored<TOutput>
        {
            FeedForwardSplit shared = split;
            GroupedConv1dShape shape = inner.Shape;
            ArrayView<TBits> innerWeight = inner.View<TBits>();
            ArrayView<TBits> outerWeight = outer.View<TBits>();
            var kernel = device.LoadKernel<GroupedFeedForwardSimtArguments<TBits, TInput>>(Simt<TBits, TElement, TInput>);
            return (a, sums, parts) =>
            {
                var grid = new Index3D((a.T + Tile - 1) / Tile, shape.Groups, parts);
                kernel(new KernelConfig(grid, new Index3D(TileProduct.GroupSize, 1, 1)), new()
                {
                    Input = TInput.Of(a.Input),
                    Scale = Singles.Of(a.InputScale),
                    Shift = Singles.Of(a.InputShift),
                    InnerWeight = innerWeight,
                    InnerBias = Singles.Of(a.InnerBias),
                    OuterWeight = outerWeight,
                    OuterBias = Singles.Of(a.OuterBias),
                    Sums = Singles.Of(sums),
                    T = a.T,
                    C = shape.InputChannels,
                    Cg = shape.InputChannelsPerGroup,
                    Ig = shape.OutputChannelsPerBlock,
                    Width = shared.Width(parts),
                    Epsilon = a.Epsilon,
                });
            };
        }
    }

    // A group of threads takes 32 rows and some of the wide channels of one group of channels. Of the wide tensor,
    // 32 x 32 exist at a time: 32 channels are made, multiplied by their columns of W2, and added up in device memory.
    private static void Simt<TBits, TElement, TInput>(GroupedFeedForwardSimtArguments<TBits, TInput> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
    {
        ArrayView<Float4> lefts = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        ArrayView<Float4> rights = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        ArrayView<float> wide = SharedMemory.Allocate<float>(Tile * Pitch);

        var moments = new TileMoments(SharedMemory.Allocate<float>(Tile), SharedMemory.Allocate<float>(Tile));

        int row = Grid.IdxX * Tile;
        int rows = a.T - row;
        int channel = Grid.IdxY * a.Cg;
        moments.Compute(a.Input, (long)row * a.C, a.C, rows, a.Epsilon, wide);
        int first = Grid.IdxZ * a.Width;
        int end = XMath.Min(first + a.Width, a.Ig);
        int i = first;
        do
        {
            int left = end - i;
            int depth = left < Tile ? left : Tile;
            long wideChannel = ((long)Grid.IdxY * a.Ig) + i;
            Tile4x4 sums = TileProduct.Of(
                Normalized(a, moments, row, channel),
                new MatrixRows<Stored<TBits, TElement>>(new(a.InnerWeight), wideChannel * a.Cg, a.Cg, depth),
                a.Cg,
                lefts,
                rights);
            TileProduct.Store(sums, new WideSink<TActivation>(wide, Pitch, depth, a.InnerBias, wideChannel));
            Group.Barrier();

            int c = 0;
            do
            {
                sums = TileProduct.Of(
                    new SharedRows(wide, Pitch),
                    new MatrixRows<Stored<TBits, TElement>>(new(a.OuterWeight), ((long)(channel + c) * a.Ig) + i, a.Ig, a.Cg - c),
                    depth,
                    lefts,
                    rights);
                var sink = new FeedForwardSink<TInput>(
                    a.Sums,
                    Normalized(a, moments, row, channel + c),
                    a.OuterBias,
                    channel + c,
                    ((((long)Grid.IdxZ * a.T) + row) * a.C) + channel + c,
                    a.C,
                    rows,
                    a.Cg - c,
                    i == first,
                    first == 0);
                TileProduct.Store(sums, sink);
                c += Tile;
            }
            while (c < a.Cg);

            i += Tile;
        }
        while (i < end);
    }

    // h from some row and channel on.
    private static NormalizedRows<TInput> Normalized<TBits, TInput>(
        GroupedFeedForwardSimtArguments<TBits, TInput> a, TileMoments moments, int row, int channel)
        where TBits : unmanaged
        where TInput : struct, IStored<TInput> => new(
            a.Input,
            ((long)row * a.C) + channel,
            a.C,
            a.T - row,
            moments,
            a.Scale,
            a.Shift,
            channel);
}
