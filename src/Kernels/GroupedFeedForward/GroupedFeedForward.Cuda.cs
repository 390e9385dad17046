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
    /// Compiles the tensor-core kernel and returns what launches it: arguments, of which the input and the output before its norm
    /// come apart.
    /// </summary>
    internal static Action<GroupedFeedForwardArguments, TInput, TOutput> LoadTensor<TElement, TInput, TOutput>(
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
        return (a, input, output) =>
        {
            KernelArguments.Aligned(Name, "input scale", a.InputScale, 16);
            KernelArguments.Aligned(Name, "input shift", a.InputShift, 16);
            var grid = new Index2D((a.T + TensorTile.Rows - 1) / TensorTile.Rows, shape.Groups);
            kernel(new KernelConfig(grid, new Index2D(TensorTile.GroupSize, 1)), new()
            {
                Input = input,
                Scale = a.InputScale,
                Shift = a.InputShift,
                InnerWeight = innerWeight,
                InnerAddress = innerAddress,
                InnerBias = a.InnerBias,
                OuterWeight = outerWeight,
                OuterAddress = outerAddress,
                OuterBias = a.OuterBias,
                Output = output,
                T = a.T,
                C = shape.InputChannels,
                Cg = shape.InputChannelsPerGroup,
                Ig = shape.OutputChannelsPerBlock,
                Epsilon = a.Epsilon,
            });
        };
    }

    private static Action<GroupedFeedForwardArguments> LoadTensor<TElement>(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer, ElementType input, ElementType output)
        where TElement : struct, ITensorElement =>
        TensorFormats.Dispatch<TElement, TensorFactory<TElement>, Action<GroupedFeedForwardArguments>>(
            input, output, new TensorFactory<TElement>(device, inner, outer, output));

    private readonly struct TensorFactory<TElement>(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer, ElementType output)
        : ITensorConsumer<TElement, Action<GroupedFeedForwardArguments>>
        where TElement : struct, ITensorElement
    {
        public Action<GroupedFeedForwardArguments> Use<TInput, TOutput>()
            where TInput : struct, ITensorInput, IActivations<TInput>
            where TOutput : struct, ITensorOutput, IActivations<TOutput>
        {
            Action<GroupedFeedForwardArguments, TInput, TOutput> run = LoadTensor<TElement, TInput, TOutput>(device, inner, outer);
            Action<GroupedFeedForwardArguments> norm = LoadNorm(device, inner.Shape.InputChannels, output);
            return a =>
            {
                KernelArguments.Aligned(Name, "input", a.Input, 16);
                KernelArguments.Aligned(Name, "output", a.Output, 8);
                run(a, TInput.Of(a.Input), TOutput.Of(a.Output));
                norm(a);
            };
        }
    }

    // A group of threads takes 64 rows of one group of channels, 16 rows a warp; their moments it computes itself, over the
    // channels of all groups, while the first weights are on their way. Of the wide tensor a warp makes 16 x 64 at a time in
    // registers, and multiplies it there: where a lane holds the sums of one product is just where the next wants them as its left
    // operand.
    private static void Tensor<TElement, TInput, TOutput>(GroupedFeedForwardTensorArguments<TInput, TOutput> a)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
    {
        int firstRow = Grid.IdxX * TensorTile.Rows;
        int channel = Grid.IdxY * a.Cg;
        int wideChannel = Grid.IdxY * a.Ig;

        ArrayView<Float2> shared = SharedMemory.Allocate<Float2>(TensorTile.Rows);

        // 64 rows of 192 channels and 16 bytes, then the ring.
        uint memory = TensorRegister.Word((uint)Group.IdxX);
        CudaAsm.Emit(".shared .align 128 .b8 operands[46080];\n\tmov.u32 %0, operands;", memory);
        int pitch = (2 * a.Cg) + 16;
        var tiles = new FeedForwardTiles(
            a.InnerAddress + (2L * wideChannel * a.Cg), a.OuterAddress + (2L * channel * a.Ig), a.Cg, a.Ig, memory + 25600);
        tiles = tiles.Start();
        tiles = tiles.Start();
        tiles = tiles.Start();
        var whole = new TensorRows((long)firstRow * a.C, a.C, a.T - firstRow, a.C, pitch);
        TensorMoments moments = TensorMoments.Of(a.Input, whole, a.Epsilon);
        moments.Publish(shared);
        StageRows<TElement, TInput, TOutput>(a, whole, channel, moments, memory);

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

        var residual = new TensorResidual<TInput>(a.Input, whole, shared, a.Scale, a.Shift);
        residual.AddTo(sums0, channel, a.Cg);
        residual.AddTo(sums1, channel + TensorTile.Rows, a.Cg - TensorTile.Rows);
        residual.AddTo(sums2, channel + (2 * TensorTile.Rows), a.Cg - (2 * TensorTile.Rows));
        var sink = new TensorSink<TOutput, AddBias>(a.Output, new AddBias(a.OuterBias), firstRow, a.T, a.C);
        sink.Write(sums0, channel, a.Cg);
        sink.Write(sums1, channel + TensorTile.Rows, a.Cg - TensorTile.Rows);
        sink.Write(sums2, channel + (2 * TensorTile.Rows), a.Cg - (2 * TensorTile.Rows));
    }

    // The group's channels of the rows, normalised and rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StageRows<TElement, TInput, TOutput>(
        GroupedFeedForwardTensorArguments<TInput, TOutput> a,
        TensorRows whole,
        int channel,
        TensorMoments moments,
        uint memory)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
    {
        ArrayView<Float4> scale = a.Scale.Cast<Float4>();
        ArrayView<Float4> shift = a.Shift.Cast<Float4>();
        for (int depth = 0; depth < a.Cg; depth += TensorTile.Depth)
        {
            int quad = ((channel + depth) / 4) + TensorQuads.Quad;
            Float4x4 values = a.Input.Read(whole, channel + depth);
            TensorQuads.Store<TElement>(
                memory + (uint)(2 * depth), whole.Pitch, moments.Normalize(values, scale[quad], shift[quad]));
        }
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
