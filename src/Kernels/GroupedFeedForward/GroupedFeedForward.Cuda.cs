using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedFeedForward<TActivation>
{
    // Three strips of sums a warp; more would not fit the registers, nor 64 rows of more channels the shared memory.
    private const int MostTensorChannels = 3 * TensorTile.Rows;

    /// <summary>Whether weights of this shape and storage are multiplied on the device's tensor cores.</summary>
    internal static bool UsesTensorCores(ComputeDevice device, GroupedConv1dWeights inner) =>
        device.HasTensorCores
        && inner.Storage != ElementType.F32
        && inner.Shape.InputChannelsPerGroup % TensorTile.Depth == 0
        && inner.Shape.InputChannelsPerGroup <= MostTensorChannels
        && inner.Shape.OutputChannelsPerBlock % TensorTile.Rows == 0;

    /// <summary>
    /// Compiles the tensor-core kernel and returns what launches it: rows, input, b1, b2, output before residual and norm.
    /// </summary>
    internal static Action<int, TInput, ArrayView<float>, ArrayView<float>, TOutput> LoadTensor<TElement, TInput, TOutput>(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
    {
        GroupedConv1dShape shape = inner.Shape;
        ArrayView<ushort> innerWeight = inner.View<ushort>();
        ArrayView<ushort> outerWeight = outer.View<ushort>();
        long innerAddress = innerWeight.LoadEffectiveAddressAsPtr();
        long outerAddress = outerWeight.LoadEffectiveAddressAsPtr();
        var kernel = device.LoadKernel<GroupedFeedForwardTensorArguments<TInput, TOutput>>(Tensor<TElement, TInput, TOutput>);
        return (rows, input, innerBias, outerBias, output) =>
        {
            var grid = new Index2D((rows + TensorTile.Rows - 1) / TensorTile.Rows, shape.Groups);
            kernel(new KernelConfig(grid, new Index2D(TensorTile.GroupSize, 1)), new()
            {
                Input = input,
                InnerWeight = innerWeight,
                InnerAddress = innerAddress,
                InnerBias = innerBias,
                OuterWeight = outerWeight,
                OuterAddress = outerAddress,
                OuterBias = outerBias,
                Output = output,
                T = rows,
                C = shape.InputChannels,
                Cg = shape.InputChannelsPerGroup,
                Ig = shape.OutputChannelsPerBlock,
            });
        };
    }

    private static Action<GroupedFeedForwardArguments> LoadTensor<TElement>(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer)
        where TElement : struct, ITensorElement
    {
        Action<int, SingleInput<TElement>, ArrayView<float>, ArrayView<float>, SingleOutput> run =
            LoadTensor<TElement, SingleInput<TElement>, SingleOutput>(device, inner, outer);
        Action<GroupedFeedForwardArguments> norm = LoadNorm(device, inner.Shape.InputChannels);
        return a =>
        {
            KernelArguments.Aligned(Name, "input", a.Input, 16);
            KernelArguments.Aligned(Name, "output", a.Output, 8);
            run(a.T, new SingleInput<TElement>(a.Input), a.InnerBias, a.OuterBias, new SingleOutput(a.Output));
            norm(a);
        };
    }

    // A group of threads takes 64 rows of one group of channels, 16 rows a warp, which never meet again. Of the wide tensor a
    // warp makes 16 x 64 at a time in registers, and multiplies it there: where a lane holds the sums of one product is just
    // where the next wants them as its left operand.
    private static void Tensor<TElement, TInput, TOutput>(GroupedFeedForwardTensorArguments<TInput, TOutput> a)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
    {
        int firstRow = Grid.IdxX * TensorTile.Rows;
        int channel = Grid.IdxY * a.Cg;
        int wideChannel = Grid.IdxY * a.Ig;

        // 64 rows of 192 channels and 16 bytes, then the ring.
        uint memory = TensorRegister.Word((uint)Group.IdxX);
        CudaAsm.Emit(".shared .align 128 .b8 operands[46080];\n\tmov.u32 %0, operands;", memory);
        int pitch = (2 * a.Cg) + 16;
        var tiles = new FeedForwardTiles(
            a.InnerAddress + (2L * wideChannel * a.Cg), a.OuterAddress + (2L * channel * a.Ig), a.Cg, a.Ig, memory + 25600);
        tiles = tiles.Start();
        tiles = tiles.Start();
        tiles = tiles.Start();
        StageRows(a.Input, new TensorRows(((long)firstRow * a.C) + channel, a.C, a.T - firstRow, a.Cg, pitch), memory);

        uint left = memory + TensorTile.LeftOffset(pitch);
        uint right = TensorTile.RightOffset();
        var sums0 = TensorStrip.Zero((uint)Group.IdxX);
        var sums1 = TensorStrip.Zero((uint)Group.IdxX);
        var sums2 = TensorStrip.Zero((uint)Group.IdxX);
        for (int wide = 0; wide < a.Ig; wide += TensorTile.Rows)
        {
            var hidden = TensorStrip.Zero((uint)wide);
            for (int depth = 0; depth < a.Cg; depth += TensorTile.Depth)
            {
                tiles = tiles.Advance();
                TensorTile.Multiply<TElement>(hidden, left + (uint)(2 * depth), tiles.Current + right);
            }

            var bias = new AddBias(a.InnerBias.SubView(wideChannel + wide));
            TensorFragment left0 = Activate<TElement>(hidden.Sums0, hidden.Sums1, bias, 0);
            TensorFragment left1 = Activate<TElement>(hidden.Sums2, hidden.Sums3, bias, 16);
            TensorFragment left2 = Activate<TElement>(hidden.Sums4, hidden.Sums5, bias, 32);
            TensorFragment left3 = Activate<TElement>(hidden.Sums6, hidden.Sums7, bias, 48);
            tiles = AddHalf<TElement>(tiles, a.Cg, left0, left1, right, sums0, sums1, sums2);
            tiles = AddHalf<TElement>(tiles, a.Cg, left2, left3, right, sums0, sums1, sums2);
        }

        var sink = new TensorSink<TOutput, AddBias>(a.Output, new AddBias(a.OuterBias), firstRow, a.T, a.C);
        sink.Write(sums0, channel, a.Cg);
        sink.Write(sums1, channel + TensorTile.Rows, a.Cg - TensorTile.Rows);
        sink.Write(sums2, channel + (2 * TensorTile.Rows), a.Cg - (2 * TensorTile.Rows));
    }

    // All depths of the rows, two tiles side by side at a time, so that the reads of one do not wait for those of the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StageRows<TInput>(TInput input, TensorRows rows, uint memory)
        where TInput : struct, ITensorInput
    {
        for (int depth = 0; depth < rows.Depths; depth += 2 * TensorTile.Depth)
        {
            uint tile = memory + (uint)(2 * depth);
            bool hasSecond = depth + TensorTile.Depth < rows.Depths;
            Float4x4 first = input.Fetch(rows, tile, depth);
            Float4x4 second = default;
            if (hasSecond)
            {
                second = input.Fetch(rows, tile + (2 * TensorTile.Depth), depth + TensorTile.Depth);
            }

            input.Store(rows, tile, first);
            if (hasSecond)
            {
                input.Store(rows, tile + (2 * TensorTile.Depth), second);
            }
        }

        input.Wait();
    }

    // 16 of the wide channels, activated, as a left operand.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorFragment Activate<TElement>(TensorSums left, TensorSums right, AddBias bias, int channel)
        where TElement : struct, ITensorElement =>
        TensorFragment.Narrow<TElement>(Activate(left, bias, channel), Activate(right, bias, channel + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorSums Activate(TensorSums sums, AddBias bias, int channel)
    {
        channel += 2 * (TensorTile.Lane & 3);
        return new TensorSums(
            Activate(sums.Upper0, bias, channel),
            Activate(sums.Upper1, bias, channel + 1),
            Activate(sums.Lower0, bias, channel),
            Activate(sums.Lower1, bias, channel + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Activate(float sum, AddBias bias, int channel) =>
        TActivation.Apply(bias.Apply(new DeviceFloat(sum), 0, channel)).Value;

    // Adds the products of 32 wide channels to every strip that there is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FeedForwardTiles AddHalf<TElement>(
        FeedForwardTiles tiles,
        int channels,
        TensorFragment left0,
        TensorFragment left1,
        uint right,
        TensorStrip sums0,
        TensorStrip sums1,
        TensorStrip sums2)
        where TElement : struct, ITensorElement
    {
        tiles = AddTile<TElement>(tiles, left0, left1, right, sums0);
        if (channels > TensorTile.Rows)
        {
            tiles = AddTile<TElement>(tiles, left0, left1, right, sums1);
        }

        if (channels > 2 * TensorTile.Rows)
        {
            tiles = AddTile<TElement>(tiles, left0, left1, right, sums2);
        }

        return tiles;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FeedForwardTiles AddTile<TElement>(
        FeedForwardTiles tiles, TensorFragment left0, TensorFragment left1, uint right, TensorStrip sums)
        where TElement : struct, ITensorElement
    {
        tiles = tiles.Advance();
        sums.Add<TElement>(left0, tiles.Current + right);
        sums.Add<TElement>(left1, tiles.Current + right + 32);
        return tiles;
    }
}
