using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedFeedForward<TActivation>
{
    private const int Tile = TileProduct.Size;

    // Rows of shared memory are a float longer than they hold, so that a column of them lies in different banks.
    private const int Pitch = Tile + 1;

    private readonly struct SimtFactory(ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer)
        : IElementConsumer<Action<GroupedFeedForwardArguments>>
    {
        public Action<GroupedFeedForwardArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            GroupedConv1dShape shape = inner.Shape;
            ArrayView<TBits> innerWeight = inner.View<TBits>();
            ArrayView<TBits> outerWeight = outer.View<TBits>();
            var kernel = device.LoadKernel<GroupedFeedForwardSimtArguments<TBits>>(Simt<TBits, TElement>);
            Action<GroupedFeedForwardArguments> norm = LoadNorm(device, shape.InputChannels);
            return a =>
            {
                var grid = new Index2D((a.T + Tile - 1) / Tile, shape.Groups);
                kernel(new KernelConfig(grid, new Index2D(TileProduct.GroupSize, 1)), new()
                {
                    Input = a.Input,
                    Scale = a.InputScale,
                    Shift = a.InputShift,
                    InnerWeight = innerWeight,
                    InnerBias = a.InnerBias,
                    OuterWeight = outerWeight,
                    OuterBias = a.OuterBias,
                    Output = a.Output,
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
    // multiplied by their columns of W2, and added to the output, of which a thread reads back only what it wrote itself.
    private static void Simt<TBits, TElement>(GroupedFeedForwardSimtArguments<TBits> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
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
            var bias = new AddBias(a.InnerBias.SubView(wideChannel));
            Tile4x4 sums = TileProduct.Of(
                Normalized(a, moments, row, channel),
                new MatrixRows<TBits, TElement>(a.InnerWeight, wideChannel * a.Cg, a.Cg, depth),
                a.Cg,
                lefts,
                rights);
            TileProduct.Store(
                sums,
                new MatrixSink<Then<AddBias, Activate<TActivation>>>(wide, 0, Pitch, Tile, depth, new(bias, default)));
            Group.Barrier();

            int c = 0;
            do
            {
                sums = TileProduct.Of(
                    new MatrixRows<float, F32>(wide, 0, Pitch, Tile),
                    new MatrixRows<TBits, TElement>(a.OuterWeight, ((long)(channel + c) * a.Ig) + i, a.Ig, a.Cg - c),
                    depth,
                    lefts,
                    rights);
                AddTo(a, moments, sums, row, channel + c, a.Cg - c, i == 0);
                c += Tile;
            }
            while (c < a.Cg);

            i += Tile;
        }
        while (i < a.Ig);
    }

    // h from some row and channel on.
    private static NormalizedRows Normalized<TBits>(
        GroupedFeedForwardSimtArguments<TBits> a, TileMoments moments, int row, int channel)
        where TBits : unmanaged => new(
            a.Input,
            ((long)row * a.C) + channel,
            a.C,
            a.T - row,
            moments,
            a.Scale.SubView(channel),
            a.Shift.SubView(channel));

    // Bias and residual come with the first sums.
    private static void AddTo<TBits>(
        GroupedFeedForwardSimtArguments<TBits> a,
        TileMoments moments,
        Tile4x4 sums,
        int row,
        int channel,
        int columns,
        bool isFirst)
        where TBits : unmanaged
    {
        long start = ((long)row * a.C) + channel;
        int rows = a.T - row;
        if (isFirst)
        {
            var first = new Then<AddBias, AddNormalized>(
                new AddBias(a.OuterBias.SubView(channel)), new AddNormalized(Normalized(a, moments, row, channel)));
            TileProduct.Store(
                sums, new MatrixSink<Then<AddBias, AddNormalized>>(a.Output, start, a.C, rows, columns, first));
        }
        else
        {
            var before = new AddResidual(a.Output.SubView(start), a.C);
            TileProduct.Store(sums, new MatrixSink<AddResidual>(a.Output, start, a.C, rows, columns, before));
        }
    }
}
