using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedFeedForward<TActivation>
{
    private const int Tile = TileProduct.Size;

    // Rows of shared memory are a float longer than they hold, so that a column of them lies in different banks.
    private const int Pitch = Tile + 1;

    // Whether sums are added up beside the output, which cannot hold them: there are several, and it is not float32.
    private static bool SumsApart(GroupedConv1dShape inner, ElementType output) =>
        output != ElementType.F32 && inner.OutputChannelsPerBlock > Tile;

    private readonly struct SimtFactory(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer, ElementType input, ElementType output)
        : IElementConsumer<Action<GroupedFeedForwardArguments>>
    {
        public Action<GroupedFeedForwardArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            StoredFormats.Dispatch<ForWeights<TBits, TElement>, Action<GroupedFeedForwardArguments>>(
                input, output, new ForWeights<TBits, TElement>(device, inner, outer, output));
    }

    private readonly struct ForWeights<TBits, TElement>(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer, ElementType output)
        : IStoredConsumer<Action<GroupedFeedForwardArguments>>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        public Action<GroupedFeedForwardArguments> Use<TInput, TOutput>()
            where TInput : struct, IStored<TInput>
            where TOutput : struct, IStored<TOutput>
        {
            GroupedConv1dShape shape = inner.Shape;
            ArrayView<TBits> innerWeight = inner.View<TBits>();
            ArrayView<TBits> outerWeight = outer.View<TBits>();
            bool sumsApart = SumsApart(shape, output);
            var kernel = device.LoadKernel<GroupedFeedForwardSimtArguments<TBits, TInput, TOutput>>(
                Simt<TBits, TElement, TInput, TOutput>);
            Action<GroupedFeedForwardArguments> norm = LoadNorm(device, shape.InputChannels, output);
            return a =>
            {
                var grid = new Index2D((a.T + Tile - 1) / Tile, shape.Groups);
                kernel(new KernelConfig(grid, new Index2D(TileProduct.GroupSize, 1)), new()
                {
                    Input = TInput.Of(a.Input),
                    Scale = Singles.Of(a.InputScale),
                    Shift = Singles.Of(a.InputShift),
                    InnerWeight = innerWeight,
                    InnerBias = Singles.Of(a.InnerBias),
                    OuterWeight = outerWeight,
                    OuterBias = Singles.Of(a.OuterBias),
                    Output = TOutput.Of(a.Output),
                    Sums = Singles.Of(sumsApart ? a.Scratch.SubView(0, a.Output.Length) : a.Output.Singles),
                    T = a.T,
                    C = shape.InputChannels,
                    Cg = shape.InputChannelsPerGroup,
                    Ig = shape.OutputChannelsPerBlock,
                    Epsilon = a.Epsilon,
                });

                norm(a);
            };
        }
    }

    // A group of threads takes 32 rows of one group of channels. Of the wide tensor, 32 x 32 exist at a time: 32 channels are made,
    // multiplied by their columns of W2, and added up in device memory.
    private static void Simt<TBits, TElement, TInput, TOutput>(GroupedFeedForwardSimtArguments<TBits, TInput, TOutput> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        ArrayView<Float4> lefts = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        ArrayView<Float4> rights = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        ArrayView<float> wide = SharedMemory.Allocate<float>(Tile * Pitch);

        var moments = new TileMoments(SharedMemory.Allocate<float>(Tile), SharedMemory.Allocate<float>(Tile));

        int row = Grid.IdxX * Tile;
        int rows = a.T - row;
        int channel = Grid.IdxY * a.Cg;
        moments.Compute(a.Input, (long)row * a.C, a.C, rows, a.Epsilon, wide);
        int i = 0;
        do
        {
            int left = a.Ig - i;
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
                var sink = new FeedForwardSink<TInput, TOutput>(
                    a.Output,
                    a.Sums,
                    Normalized(a, moments, row, channel + c),
                    a.OuterBias,
                    channel + c,
                    ((long)row * a.C) + channel + c,
                    a.C,
                    rows,
                    a.Cg - c,
                    i == 0,
                    left <= Tile);
                TileProduct.Store(sums, sink);
                c += Tile;
            }
            while (c < a.Cg);

            i += Tile;
        }
        while (i < a.Ig);
    }

    // h from some row and channel on.
    private static NormalizedRows<TInput> Normalized<TBits, TInput, TOutput>(
        GroupedFeedForwardSimtArguments<TBits, TInput, TOutput> a, TileMoments moments, int row, int channel)
        where TBits : unmanaged
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput> => new(
            a.Input,
            ((long)row * a.C) + channel,
            a.C,
            a.T - row,
            moments,
            a.Scale,
            a.Shift,
            channel);
}
