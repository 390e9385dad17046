using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedFeedForward<TActivation>
{
    // Three strips of sums a warp; more would not fit the registers, nor rows of more channels the shared memory.
    private const int MostTensorChannels = 3 * TensorTile.Rows;

    // Groups of threads that a multiprocessor holds.
    private const int TensorGroups = 3;

    /// <summary>Whether weights of this shape and storage are multiplied on the device's tensor cores.</summary>
    internal static bool UsesTensorCores(ComputeDevice device, GroupedConv1dWeights inner) =>
        device.HasTensorCores
        && inner.Storage != ElementType.F32
        && inner.Shape.InputChannelsPerGroup % TensorQuads.Depths == 0
        && inner.Shape.InputChannelsPerGroup <= MostTensorChannels
        && inner.Shape.OutputChannelsPerBlock % TensorTile.Rows == 0;

    private static FeedForwardSplit TensorSplit(ComputeDevice device, GroupedConv1dWeights inner) => new(
        inner.Shape,
        TensorTile.Rows * sizeof(ushort) / Elements.SizeOf(inner.Storage),
        TensorTile.Rows,
        TensorGroups * device.Multiprocessors,
        6);

    private static Launch LoadTensor<TElement, TInput>(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer, FeedForwardSplit split)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput, IActivations<TInput>
    {
        GroupedConv1dShape shape = inner.Shape;
        ArrayView<byte> innerWeight = inner.View<byte>();
        ArrayView<byte> outerWeight = outer.View<byte>();
        long innerAddress = innerWeight.LoadEffectiveAddressAsPtr();
        long outerAddress = outerWeight.LoadEffectiveAddressAsPtr();
        var kernel = device.LoadKernel<GroupedFeedForwardTensorArguments<TInput>>(
            TElement.Size == sizeof(float) ? TensorOfSingles<TElement, TInput> : Tensor<TElement, TInput>);
        return (a, sums, parts) =>
        {
            KernelArguments.Aligned(Name, "input", a.Input, 16);
            KernelArguments.Aligned(Name, "sums", sums, 8);
            KernelArguments.Aligned(Name, "input scale", a.InputScale, 16);
            KernelArguments.Aligned(Name, "input shift", a.InputShift, 16);
            int rows = Rows<TElement>();
            var grid = new Index3D((a.T + rows - 1) / rows, shape.Groups, parts);
            kernel(new KernelConfig(grid, new Index3D(2 * rows, 1, 1)), new()
            {
                Input = TInput.Of(a.Input),
                Scale = a.InputScale,
                Shift = a.InputShift,
                InnerWeight = innerWeight,
                InnerAddress = innerAddress,
                InnerBias = a.InnerBias,
                OuterWeight = outerWeight,
                OuterAddress = outerAddress,
                OuterBias = a.OuterBias,
                Sums = new SingleOutput(sums),
                T = a.T,
                C = shape.InputChannels,
                Cg = shape.InputChannelsPerGroup,
                Ig = shape.OutputChannelsPerBlock,
                Width = split.Width(parts),
                Epsilon = a.Epsilon,
            });
        };
    }

    private readonly struct TensorFactory(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer, FeedForwardSplit split)
        : ITensorConsumer<Launch>
    {
        public Launch Use<TElement, TInput, TOutput>()
            where TElement : struct, ITensorElement
            where TInput : struct, ITensorInput, IActivations<TInput>
            where TOutput : struct, ITensorOutput, IActivations<TOutput> => LoadTensor<TElement, TInput>(device, inner, outer, split);
    }

    // 64 rows of 16-bit numbers; of 32-bit numbers 32 rows take the shared memory that there is, and two warps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rows<TElement>()
        where TElement : struct, ITensorElement => TensorTile.Rows * sizeof(ushort) / TElement.Size;

    [LaunchBounds(TensorTile.GroupSize, TensorGroups)]
    private static void Tensor<TElement, TInput>(GroupedFeedForwardTensorArguments<TInput> a)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput => Fuse<TElement, TInput>(a);

    // Not registers but shared memory decides how many groups of two warps a multiprocessor holds.
    private static void TensorOfSingles<TElement, TInput>(GroupedFeedForwardTensorArguments<TInput> a)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput => Fuse<TElement, TInput>(a);

    // A group of threads takes rows and some of the wide channels of one group of channels, 16 rows a warp; their moments it computes
    // itself, over the channels of all groups, while the first weights are on their way. Of the wide tensor a warp makes 16 x 64 at a
    // time in registers, and multiplies it there: the first product is made so that a lane holds its sums just where the next wants
    // them as its left operand.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fuse<TElement, TInput>(GroupedFeedForwardTensorArguments<TInput> a)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
    {
        int rows = Rows<TElement>();
        int firstRow = Grid.IdxX * rows;
        int channel = Grid.IdxY * a.Cg;
        int wideChannel = Grid.IdxY * a.Ig;
        int firstWide = Grid.IdxZ * a.Width;
        int end = XMath.Min(firstWide + a.Width, a.Ig);

        ArrayView<Float2> shared = SharedMemory.Allocate<Float2>(TensorTile.Rows);

        // The rows, of 192 channels and 16 bytes, then the ring.
        uint memory = TensorRegister.Word((uint)Group.IdxX);
        CudaAsm.Emit(".shared .align 128 .b8 operands[46080];\n\tmov.u32 %0, operands;", memory);
        int pitch = (TElement.Size * a.Cg) + 16;
        var tiles = new FeedForwardTiles<TElement>(
            a.InnerAddress + ((long)TElement.Size * wideChannel * a.Cg),
            a.OuterAddress + ((long)TElement.Size * channel * a.Ig),
            a.Cg,
            a.Ig,
            firstWide,
            end,
            memory + 25600,
            2 * rows);
        tiles = tiles.Start();
        tiles = tiles.Start();
        tiles = tiles.Start();
        var whole = new TensorRows((long)firstRow * a.C, a.C, a.T - firstRow, a.C, pitch, 2 * rows);
        TensorMoments moments = TensorMoments.Of(a.Input, whole, a.Epsilon);
        moments.Publish(whole, shared);
        StageRows<TElement, TInput>(a, whole, channel, moments, memory);

        uint left = memory + TensorTile.LeftOffset(pitch);
        uint right = TensorTile.RightOffset();
        uint handed = TensorTile.HandedRightOffset<TElement>();
        var sums0 = TensorStrip.Zero((uint)Group.IdxX);
        var sums1 = TensorStrip.Zero((uint)Group.IdxX);
        var sums2 = TensorStrip.Zero((uint)Group.IdxX);
        for (int wide = firstWide; wide < end; wide += TensorTile.Rows)
        {
            var hidden = TensorStrip.Zero((uint)wide);
            for (int first = 0; first < TElement.Size * a.Cg; first += TensorTile.RowBytes)
            {
                tiles = tiles.Advance();
                TensorTile.Multiply<TElement>(hidden, left + (uint)first, tiles.Current + handed);
            }

            var bias = new AddBias(a.InnerBias.SubView(wideChannel + wide));
            TensorOperand activated = TElement.Operand(Activate<TElement>(hidden, bias));
            tiles = AddPart(tiles, a.Cg, activated.Depth0, activated.Depth1, right, sums0, sums1, sums2);
            tiles = AddPart(tiles, a.Cg, activated.Depth2, activated.Depth3, right, sums0, sums1, sums2);
            if (TElement.Size == sizeof(float))
            {
                tiles = AddPart(tiles, a.Cg, activated.Depth4, activated.Depth5, right, sums0, sums1, sums2);
                tiles = AddPart(tiles, a.Cg, activated.Depth6, activated.Depth7, right, sums0, sums1, sums2);
            }
        }

        int partRow = Grid.IdxZ * a.T;
        var residual = new TensorResidual<TInput>(a.Input, whole, shared, a.Scale, a.Shift, a.OuterBias);
        var sink = new TensorSink<SingleOutput, Identity>(a.Sums, default, partRow + firstRow, partRow + a.T, a.C);
        Finish(residual, sink, firstWide == 0, sums0, channel, a.Cg);
        Finish(residual, sink, firstWide == 0, sums1, channel + TensorTile.Rows, a.Cg - TensorTile.Rows);
        Finish(residual, sink, firstWide == 0, sums2, channel + (2 * TensorTile.Rows), a.Cg - (2 * TensorTile.Rows));
    }

    // The first part has what is added once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TInput>(
        TensorResidual<TInput> residual,
        TensorSink<SingleOutput, Identity> sink,
        bool isFirst,
        TensorStrip sums,
        int channel,
        int channels)
        where TInput : struct, ITensorInput
    {
        if (isFirst)
        {
            residual.AddTo(sums, channel, channels);
        }

        sink.Write(sums, channel, channels);
    }

    // The group's channels of the rows, normalised and rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StageRows<TElement, TInput>(
        GroupedFeedForwardTensorArguments<TInput> a,
        TensorRows whole,
        int channel,
        TensorMoments moments,
        uint memory)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
    {
        ArrayView<Float4> scale = a.Scale.Cast<Float4>();
        ArrayView<Float4> shift = a.Shift.Cast<Float4>();
        for (int depth = 0; depth < a.Cg; depth += TensorQuads.Depths)
        {
            int quad = ((channel + depth) / 4) + TensorQuads.Quad;
            Float4x4 values = a.Input.Read(whole, channel + depth);
            TensorQuads.Store<TElement>(
                whole, memory + (uint)(TElement.Size * depth), moments.Normalize(values, scale[quad], shift[quad]));
        }
    }

    // 64 of the wide channels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorStrip Activate<TElement>(TensorStrip sums, AddBias bias)
        where TElement : struct, ITensorElement => new(
            Activate<TElement>(sums.Sums0, bias, 0),
            Activate<TElement>(sums.Sums1, bias, 8),
            Activate<TElement>(sums.Sums2, bias, 16),
            Activate<TElement>(sums.Sums3, bias, 24),
            Activate<TElement>(sums.Sums4, bias, 32),
            Activate<TElement>(sums.Sums5, bias, 40),
            Activate<TElement>(sums.Sums6, bias, 48),
            Activate<TElement>(sums.Sums7, bias, 56));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorSums Activate<TElement>(TensorSums sums, AddBias bias, int channel)
        where TElement : struct, ITensorElement
    {
        int first = channel + TensorTile.HandedColumn<TElement>();
        int second = first + TensorTile.HandedStep<TElement>();
        return new TensorSums(
            Activate(sums.Upper0, bias, first),
            Activate(sums.Upper1, bias, second),
            Activate(sums.Lower0, bias, first),
            Activate(sums.Lower1, bias, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Activate(float sum, AddBias bias, int channel) =>
        TActivation.Apply(bias.Apply(new DeviceFloat(sum), 0, channel)).Value;

    // Adds the products of so many wide channels as are the depth of a tile to every strip that there is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FeedForwardTiles<TElement> AddPart<TElement>(
        FeedForwardTiles<TElement> tiles,
        int channels,
        TensorFragment left0,
        TensorFragment left1,
        uint right,
        TensorStrip sums0,
        TensorStrip sums1,
        TensorStrip sums2)
        where TElement : struct, ITensorElement
    {
        tiles = AddTile(tiles, left0, left1, right, sums0);
        if (channels > TensorTile.Rows)
        {
            tiles = AddTile(tiles, left0, left1, right, sums1);
        }

        if (channels > 2 * TensorTile.Rows)
        {
            tiles = AddTile(tiles, left0, left1, right, sums2);
        }

        return tiles;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FeedForwardTiles<TElement> AddTile<TElement>(
        FeedForwardTiles<TElement> tiles, TensorFragment left0, TensorFragment left1, uint right, TensorStrip sums)
        where TElement : struct, ITensorElement
    {
        tiles = tiles.Advance();
        sums.Add<TElement>(left0, tiles.Current + right);
        sums.Add<TElement>(left1, tiles.Current + right + 32);
        return tiles;
    }
}
