using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedConv1d<TEpilogue>
{
    // A group of 64 threads makes 32 rows x 32 channels of one block, 4 x 4 a thread, 16 products of depth at a time.
    private const int GroupSize = 64;
    private const int Tile = 32;
    private const int Slice = 16;

    // Float4s from one depth to the next in shared memory: one more than a tile's row, against bank conflicts while filling.
    private const int Pitch = (Tile / 4) + 1;

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
            if (shape.IsPointwise)
            {
                var pointwise = device.LoadKernel<GroupedConv1dSimtArguments<TBits, TInput, TOutput, PointwiseTaps, TEpilogue>>(
                    Simt<TBits, TElement, TInput, TOutput, PointwiseTaps>);
                return a => pointwise(
                    Config(shape, a.T),
                    Arguments<TInput, TOutput, PointwiseTaps>(shape, view, a, new PointwiseTaps(a.T, shape.InputChannels)));
            }

            var general = device.LoadKernel<GroupedConv1dSimtArguments<TBits, TInput, TOutput, SentenceTaps, TEpilogue>>(
                Simt<TBits, TElement, TInput, TOutput, SentenceTaps>);
            return a => general(
                Config(shape, a.T),
                Arguments<TInput, TOutput, SentenceTaps>(
                    shape, view, a, new SentenceTaps(shape, a.InputOffsets, a.OutputOffsets, a.B, a.T)));
        }

        private static KernelConfig Config(GroupedConv1dShape shape, int rows) => new(
            new Index3D((rows + Tile - 1) / Tile, shape.Repeats * TilesPerBlock(shape), shape.Groups),
            new Index3D(GroupSize, 1, 1));

        private static GroupedConv1dSimtArguments<TBits, TInput, TOutput, TTaps, TEpilogue> Arguments<TInput, TOutput, TTaps>(
            GroupedConv1dShape shape, ArrayView<TBits> weight, in GroupedConv1dArguments<TEpilogue> a, TTaps taps)
            where TInput : struct, IStored<TInput>
            where TOutput : struct, IStored<TOutput>
            where TTaps : struct, IConvolutionTaps => new()
            {
                Input = TInput.Of(a.Input),
                Weight = weight,
                Output = TOutput.Of(a.Output),
                Epilogue = a.Epilogue,
                Taps = taps,
                T = a.T,
                Cout = shape.OutputChannels,
                N = shape.OutputChannelsPerBlock,
                Tiles = TilesPerBlock(shape),
                Groups = shape.Groups,
                Cg = shape.InputChannelsPerGroup,
                Depth = shape.Depth,
            };

        private static int TilesPerBlock(GroupedConv1dShape shape) => (shape.OutputChannelsPerBlock + Tile - 1) / Tile;
    }

    private static void Simt<TBits, TElement, TInput, TOutput, TTaps>(
        GroupedConv1dSimtArguments<TBits, TInput, TOutput, TTaps, TEpilogue> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
        where TTaps : struct, IConvolutionTaps
    {
        int thread = Group.IdxX;
        int firstRow = Grid.IdxX * Tile;
        int repeat = Grid.IdxY / a.Tiles;
        int block = (repeat * a.Groups) + Grid.IdxZ;
        int firstColumn = (Grid.IdxY - (repeat * a.Tiles)) * Tile;

        // Both tiles lie [depth, row or column], so that a thread reads its four of each at once.
        ArrayView<Float4> inputs = SharedMemory.Allocate<Float4>(Slice * Pitch);
        ArrayView<Float4> weights = SharedMemory.Allocate<Float4>(Slice * Pitch);
        ArrayView<float> input = inputs.Cast<float>();
        ArrayView<float> weight = weights.Cast<float>();
        ArrayView<int> places = SharedMemory.Allocate<int>(3 * Tile);
        if (thread < Tile)
        {
            a.Taps.Locate(places, thread, firstRow + thread);
        }

        Group.Barrier();

        // While filling, sixteen neighbouring threads read sixteen neighbouring products of one row or column; rows and columns
        // that are not there repeat the last, and are not stored. Indices of shared memory are long: compilers fold constants
        // into an address only where a sum cannot overflow.
        int lane = thread & (Slice - 1);
        int slot = thread >> 4;
        long place = (lane * Pitch * 4) + slot;
        TInput source = a.Taps.Source(a.Input, firstRow, Grid.IdxZ * a.Cg);
        ArrayView<TBits> stored = a.Weight.SubView((((long)block * a.N) + firstColumn) * a.Depth);
        int lastColumn = a.N - 1 - firstColumn;

        int left = thread >> 3;
        int right = thread & 7;
        Tile4x4 sums = default;
        for (int depth = lane; depth - lane < a.Depth; depth += Slice)
        {
            Float4 x0 = default, x1 = default, w0 = default, w1 = default;
            if (depth < a.Depth)
            {
                ConvolutionTap tap = a.Taps.At(depth);
                x0 = ReadInput(a.Taps, source, places, slot, tap);
                x1 = ReadInput(a.Taps, source, places, slot + 16, tap);
                w0 = ReadWeight<TBits, TElement>(stored, slot, lastColumn, a.Depth, depth);
                w1 = ReadWeight<TBits, TElement>(stored, slot + 16, lastColumn, a.Depth, depth);
            }

            Fill(input, place, x0);
            Fill(input, place + 16, x1);
            Fill(weight, place, w0);
            Fill(weight, place + 16, w1);
            Group.Barrier();

            // Written out in parts: the compilers do not unroll it.
            long row = left;
            long column = right;
            for (int k = 0; k < Slice; k += 4)
            {
                sums = sums.Add(inputs[row], weights[column]);
                sums = sums.Add(inputs[row + Pitch], weights[column + Pitch]);
                sums = sums.Add(inputs[row + (2 * Pitch)], weights[column + (2 * Pitch)]);
                sums = sums.Add(inputs[row + (3 * Pitch)], weights[column + (3 * Pitch)]);
                row += 4 * Pitch;
                column += 4 * Pitch;
            }

            Group.Barrier();
        }

        int firstOfThread = firstRow + (left * 4);
        int channel = (block * a.N) + firstColumn + (right * 4);
        int columns = lastColumn + 1 - (right * 4);
        StoreRow(a, firstOfThread, channel, columns, sums.Row0);
        StoreRow(a, firstOfThread + 1, channel, columns, sums.Row1);
        StoreRow(a, firstOfThread + 2, channel, columns, sums.Row2);
        StoreRow(a, firstOfThread + 3, channel, columns, sums.Row3);
    }

    // Rows slot, slot + 4, slot + 8 and slot + 12 of the tile.
    private static Float4 ReadInput<TInput, TTaps>(
        TTaps taps, TInput source, ArrayView<int> places, long slot, ConvolutionTap tap)
        where TInput : struct, IStored<TInput>
        where TTaps : struct, IConvolutionTaps => new(
            taps.Read(source, places, slot, tap),
            taps.Read(source, places, slot + 4, tap),
            taps.Read(source, places, slot + 8, tap),
            taps.Read(source, places, slot + 12, tap));

    // Columns slot, slot + 4, slot + 8 and slot + 12 of the tile.
    private static Float4 ReadWeight<TBits, TElement>(ArrayView<TBits> stored, int slot, int last, int pitch, int depth)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits> => new(
            TElement.Widen(stored[(XMath.Min(slot, last) * pitch) + depth]),
            TElement.Widen(stored[(XMath.Min(slot + 4, last) * pitch) + depth]),
            TElement.Widen(stored[(XMath.Min(slot + 8, last) * pitch) + depth]),
            TElement.Widen(stored[(XMath.Min(slot + 12, last) * pitch) + depth]));

    private static void Fill(ArrayView<float> tile, long place, Float4 values)
    {
        tile[place] = values.X;
        tile[place + 4] = values.Y;
        tile[place + 8] = values.Z;
        tile[place + 12] = values.W;
    }

    private static void StoreRow<TBits, TInput, TOutput, TTaps>(
        GroupedConv1dSimtArguments<TBits, TInput, TOutput, TTaps, TEpilogue> a, int row, int channel, int columns, Float4 sums)
        where TBits : unmanaged
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
        where TTaps : struct, IConvolutionTaps
    {
        Store(a, row, channel, columns, sums.X);
        Store(a, row, channel + 1, columns - 1, sums.Y);
        Store(a, row, channel + 2, columns - 2, sums.Z);
        Store(a, row, channel + 3, columns - 3, sums.W);
    }

    // columns: how many there are from this one to the last of the block.
    private static void Store<TBits, TInput, TOutput, TTaps>(
        GroupedConv1dSimtArguments<TBits, TInput, TOutput, TTaps, TEpilogue> a, int row, int channel, int columns, float sum)
        where TBits : unmanaged
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
        where TTaps : struct, IConvolutionTaps
    {
        if (row < a.T && columns > 0)
        {
            a.Output.Write(((long)row * a.Cout) + channel, a.Epilogue.Apply(new DeviceFloat(sum), row, channel).Value);
        }
    }
}
