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
                    InnerWeight = innerWeight,
                    InnerBias = a.InnerBias,
                    OuterWeight = outerWeight,
                    OuterBias = a.OuterBias,
                    Output = a.Output,
                    T = a.T,
                    C = shape.InputChannels,
                    Cg = shape.InputChannelsPerGroup,
                    Ig = shape.OutputChannelsPerBlock,
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

        int row = Grid.IdxX * Tile;
        int rows = a.T - row;
        int channel = Grid.IdxY * a.Cg;
        long start = ((long)row * a.C) + channel;
        int i = 0;
        do
        {
            int left = a.Ig - i;
            int depth = left < Tile ? left : Tile;
            long wideChannel = ((long)Grid.IdxY * a.Ig) + i;
            var bias = new AddBias(a.InnerBias.SubView(wideChannel));
            Tile4x4 sums = TileProduct.Of(
                new MatrixRows<float, F32>(a.Input, start, a.C, rows),
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
                AddTo(a, sums, start + c, rows, a.Cg - c, channel + c, i == 0);
                c += Tile;
            }
            while (c < a.Cg);

            i += Tile;
        }
        while (i < a.Ig);
    }

    // The bias comes with the first sums.
    private static void AddTo<TBits>(
        GroupedFeedForwardSimtArguments<TBits> a, Tile4x4 sums, long start, int rows, int columns, int channel, bool isFirst)
        where TBits : unmanaged
    {
        if (isFirst)
        {
            var bias = new AddBias(a.OuterBias.SubView(channel));
            TileProduct.Store(sums, new MatrixSink<AddBias>(a.Output, start, a.C, rows, columns, bias));
        }
        else
        {
            var before = new AddResidual(a.Output.SubView(start), a.C);
            TileProduct.Store(sums, new MatrixSink<AddResidual>(a.Output, start, a.C, rows, columns, before));
        }
    }
}
