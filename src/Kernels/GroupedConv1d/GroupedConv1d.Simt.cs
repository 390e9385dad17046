using ILGPU;
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

    private readonly struct SimtFactory(ComputeDevice device, GroupedConv1dWeights weights)
        : IElementConsumer<Action<GroupedConv1dArguments<TEpilogue>>>
    {
        public Action<GroupedConv1dArguments<TEpilogue>> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            GroupedConv1dShape shape = weights.Shape;
            ArrayView<TBits> view = weights.View<TBits>();
            if (shape.IsPointwise)
            {
                var pointwise = device.LoadKernel<GroupedConv1dSimtArguments<TBits, PointwiseTaps, TEpilogue>>(
                    Simt<TBits, TElement, PointwiseTaps>);
                return a => pointwise(Config(shape, a.T), Arguments(shape, view, a, new PointwiseTaps(a.T, shape.InputChannels)));
            }

            var general = device.LoadKernel<GroupedConv1dSimtArguments<TBits, SentenceTaps, TEpilogue>>(
                Simt<TBits, TElement, SentenceTaps>);
            return a => general(
                Config(shape, a.T),
                Arguments(shape, view, a, new SentenceTaps(shape, a.InputOffsets, a.OutputOffsets, a.B, a.T)));
        }

        private static KernelConfig Config(GroupedConv1dShape shape, int rows) => new(
            new Index3D((rows + Tile - 1) / Tile, shape.Blocks * TilesPerBlock(shape), 1), new Index3D(GroupSize, 1, 1));

        private static GroupedConv1dSimtArguments<TBits, TTaps, TEpilogue> Arguments<TBits, TTaps>(
            GroupedConv1dShape shape, ArrayView<TBits> weight, in GroupedConv1dArguments<TEpilogue> a, TTaps taps)
            where TBits : unmanaged
            where TTaps : struct, IConvolutionTaps => new()
            {
                Input = a.Input,
                Weight = weight,
                Output = a.Output,
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

    private static void Simt<TBits, TElement, TTaps>(GroupedConv1dSimtArguments<TBits, TTaps, TEpilogue> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TTaps : struct, IConvolutionTaps
    {
        int thread = Group.IdxX;
        int firstRow = Grid.IdxX * Tile;
        int block = Grid.IdxY / a.Tiles;
        int firstColumn = (Grid.IdxY - (block * a.Tiles)) * Tile;
        int firstChannel = block % a.Groups * a.Cg;

        // Both tiles lie [depth, row or channel], so that a thread reads its four of each at once.
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

        float c00 = 0, c01 = 0, c02 = 0, c03 = 0, c10 = 0, c11 = 0, c12 = 0, c13 = 0;
        float c20 = 0, c21 = 0, c22 = 0, c23 = 0, c30 = 0, c31 = 0, c32 = 0, c33 = 0;
        int left = thread / 8;
        int right = thread % 8;
        for (int start = 0; start < a.Depth; start += Slice)
        {
            // Sixteen neighbouring threads read sixteen neighbouring products of one row.
            int depth = start + (thread % Slice);
            for (int slot = thread / Slice; slot < Tile; slot += GroupSize / Slice)
            {
                int place = (thread % Slice * Pitch * 4) + slot;
                int column = firstColumn + slot;
                bool present = depth < a.Depth && column < a.N;
                long index = ((((long)block * a.N) + column) * a.Depth) + depth;
                input[place] = depth < a.Depth
                    ? a.Taps.Read(a.Input, places, slot, firstRow + slot, firstChannel, depth) : 0f;
                weight[place] = present ? TElement.Widen(a.Weight[index]) : 0f;
            }

            Group.Barrier();
            for (int k = 0; k < Slice; k++)
            {
                Float4 x = inputs[(k * Pitch) + left];
                Float4 w = weights[(k * Pitch) + right];
                c00 += x.X * w.X;
                c01 += x.X * w.Y;
                c02 += x.X * w.Z;
                c03 += x.X * w.W;
                c10 += x.Y * w.X;
                c11 += x.Y * w.Y;
                c12 += x.Y * w.Z;
                c13 += x.Y * w.W;
                c20 += x.Z * w.X;
                c21 += x.Z * w.Y;
                c22 += x.Z * w.Z;
                c23 += x.Z * w.W;
                c30 += x.W * w.X;
                c31 += x.W * w.Y;
                c32 += x.W * w.Z;
                c33 += x.W * w.W;
            }

            Group.Barrier();
        }

        int row = firstRow + (left * 4);
        int first = firstColumn + (right * 4);
        StoreRow(a, row, block, first, c00, c01, c02, c03);
        StoreRow(a, row + 1, block, first, c10, c11, c12, c13);
        StoreRow(a, row + 2, block, first, c20, c21, c22, c23);
        StoreRow(a, row + 3, block, first, c30, c31, c32, c33);
    }

    private static void StoreRow<TBits, TTaps>(
        GroupedConv1dSimtArguments<TBits, TTaps, TEpilogue> a,
        int row,
        int block,
        int column,
        float c0,
        float c1,
        float c2,
        float c3)
        where TBits : unmanaged
        where TTaps : struct, IConvolutionTaps
    {
        Store(a, row, block, column, c0);
        Store(a, row, block, column + 1, c1);
        Store(a, row, block, column + 2, c2);
        Store(a, row, block, column + 3, c3);
    }

    private static void Store<TBits, TTaps>(
        GroupedConv1dSimtArguments<TBits, TTaps, TEpilogue> a, int row, int block, int column, float sum)
        where TBits : unmanaged
        where TTaps : struct, IConvolutionTaps
    {
        if (row < a.T && column < a.N)
        {
            int channel = (block * a.N) + column;
            a.Output[((long)row * a.Cout) + channel] = a.Epilogue.Apply(new DeviceFloat(sum), row, channel).Value;
        }
    }
}
