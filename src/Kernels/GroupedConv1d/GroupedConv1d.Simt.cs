using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedConv1d<TEpilogue>
{
    // A group of 64 threads makes 32 rows x 32 channels of one block.
    private const int Tile = TileProduct.Size;

    private readonly struct SimtFactory(
        ComputeDevice device, GroupedConv1dWeights weights, ElementType input, ElementType output)
        : IElementConsumer<Action<GroupedConv1dArguments<TEpilogue>>>
    {
        public Action<GroupedConv1dArguments<TEpilogue>> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            StoredFormats.Dispatch<ForWeights<TBits, TElement>, Action<GroupedConv1dArguments<TEpilogue>>>(
                input, output, new ForWeights<TBits, TElement>(device, weights));
    }

    private readonly struct ForWeights<TBits, TElement>(ComputeDevice device, GroupedConv1dWeights weights)
        : IStoredConsumer<Action<GroupedConv1dArguments<TEpilogue>>>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        public Action<GroupedConv1dArguments<TEpilogue>> Use<TInput, TOutput>()
            where TInput : struct, IStored<TInput>
            where TOutput : struct, IStored<TOutput>
        {
            GroupedConv1dShape shape = weights.Shape;
            ArrayView<TBits> view = weights.View<TBits>();
            var kernel = device.LoadKernel<GroupedConv1dSimtArguments<TBits, TInput, TOutput, TEpilogue>>(
                shape.IsPointwise
                    ? Simt<TBits, TElement, TInput, TOutput>
                    : SimtOfSentences<TBits, TElement, TInput, TOutput>);
            return a => kernel(
                new KernelConfig(
                    new Index3D((a.T + Tile - 1) / Tile, shape.Repeats * TilesPerBlock(shape), shape.Groups),
                    new Index3D(TileProduct.GroupSize, 1, 1)),
                new()
                {
                    Input = TInput.Of(a.Input),
                    Weight = view,
                    Output = TOutput.Of(a.Output),
                    Epilogue = a.Epilogue,
                    Taps = shape.IsPointwise ? default : new SentenceTaps(shape, a.InputOffsets, a.OutputOffsets, a.B, a.T),
                    T = a.T,
                    Cin = shape.InputChannels,
                    Cout = shape.OutputChannels,
                    N = shape.OutputChannelsPerBlock,
                    Tiles = TilesPerBlock(shape),
                    Groups = shape.Groups,
                    Cg = shape.InputChannelsPerGroup,
                    Depth = shape.Depth,
                });
        }

        private static int TilesPerBlock(GroupedConv1dShape shape) => (shape.OutputChannelsPerBlock + Tile - 1) / Tile;
    }

    private static void Simt<TBits, TElement, TInput, TOutput>(GroupedConv1dSimtArguments<TBits, TInput, TOutput, TEpilogue> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        int row = Grid.IdxX * Tile;
        long start = ((long)row * a.Cin) + (Grid.IdxZ * a.Cg);
        Multiply<TBits, TElement, TInput, TOutput, MatrixRows<TInput>>(a, new(a.Input, start, a.Cin, a.T - row));
    }

    private static void SimtOfSentences<TBits, TElement, TInput, TOutput>(
        GroupedConv1dSimtArguments<TBits, TInput, TOutput, TEpilogue> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        ArrayView<int> places = SharedMemory.Allocate<int>(3 * Tile);
        if (Group.IdxX < Tile)
        {
            a.Taps.Locate(places, Group.IdxX, (Grid.IdxX * Tile) + Group.IdxX);
        }

        Group.Barrier();
        Multiply<TBits, TElement, TInput, TOutput, SentenceRows<TInput>>(a, new(a.Input, a.Taps, places, Grid.IdxZ * a.Cg));
    }

    private static void Multiply<TBits, TElement, TInput, TOutput, TRows>(
        GroupedConv1dSimtArguments<TBits, TInput, TOutput, TEpilogue> a, TRows rows)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
        where TRows : struct, ITileSource
    {
        ArrayView<Float4> lefts = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        ArrayView<Float4> rights = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        int repeat = Grid.IdxY / a.Tiles;
        int column = (Grid.IdxY - (repeat * a.Tiles)) * Tile;
        int channel = (((repeat * a.Groups) + Grid.IdxZ) * a.N) + column;
        Tile4x4 sums = TileProduct.Of(
            rows,
            new MatrixRows<Stored<TBits, TElement>>(new(a.Weight), (long)channel * a.Depth, a.Depth, a.N - column),
            a.Depth,
            lefts,
            rights);
        int row = Grid.IdxX * Tile;
        TileProduct.Store(sums, new OutputSink<TOutput>(a.Output, a.Epilogue, row, a.T, channel, a.N - column, a.Cout));
    }

    private readonly struct OutputSink<TOutput>(
        TOutput output, TEpilogue epilogue, int firstRow, int rows, int firstChannel, int channels, int stride) : ITileSink
        where TOutput : struct, IStored<TOutput>
    {
        public void Write(int row, int column, Float4 sums)
        {
            int count = channels - column;
            if (firstRow + row < rows && count > 0)
            {
                long t = firstRow + row;
                int channel = firstChannel + column;
                output.Write4(
                    (t * stride) + channel, DeviceEpilogue<TEpilogue>.Apply(epilogue, sums, t, channel, count), count);
            }
        }
    }
}
