using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    // 64 rows of more channels would not fit the shared memory.
    private const int MostFusedChannels = 3 * TensorHeadSize;

    // Every tile of queries makes the keys and values of its whole sentence. In groups of 192 channels two tiles multiply 1.5 times as
    // much as two launches and move about half the bytes; three tiles multiply 1.8 times as much, six (384 tokens) 2.4 times.
    private const int MostFusedTokens = 2 * TensorTile.Rows;

    /// <summary>Whether tensor cores take sentences of such lengths in one launch; in two where not.</summary>
    /// <param name="shape">Of the projections.</param>
    /// <param name="longestSequence">S.</param>
    internal static bool FitsOneTensorLaunch(GroupedConv1dShape shape, int longestSequence) =>
        shape.InputChannelsPerGroup <= MostFusedChannels && longestSequence <= MostFusedTokens;

    // The form that a batch takes depends on its longest sentence alone.
    private static Action<GroupedSelfAttentionArguments> LoadTensorForms<TElement, TInput, TOutput, TMask>(
        ComputeDevice device, GroupedConv1dWeights weights, int heads)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput, IActivations<TInput>
        where TOutput : struct, ITensorOutput, IActivations<TOutput>
        where TMask : struct, IKeyMask
    {
        GroupedConv1dShape shape = weights.Shape;
        Action<GroupedSelfAttentionArguments> separate = LoadTensor<TElement, TInput, TOutput, TMask>(device, weights, heads);
        if (!FitsOneTensorLaunch(shape, 1))
        {
            return separate;
        }

        Action<GroupedSelfAttentionArguments> fused = TElement.Size == sizeof(float)
            ? LoadStreamed<TInput, TOutput, TMask>(device, weights, heads)
            : Launching(
                device.LoadKernel<GroupedSelfAttentionFusedArguments<TInput, TOutput>>(
                    TensorFused<TElement, TInput, TOutput, TMask>),
                weights,
                heads);
        return a => (FitsOneTensorLaunch(shape, a.S) ? fused : separate)(a);
    }

    // What launches a kernel that does all.
    private static Action<GroupedSelfAttentionArguments> Launching<TInput, TOutput>(
        Action<KernelConfig, GroupedSelfAttentionFusedArguments<TInput, TOutput>> kernel, GroupedConv1dWeights weights, int heads)
        where TInput : struct, ITensorInput, IActivations<TInput>
        where TOutput : struct, ITensorOutput, IActivations<TOutput>
    {
        GroupedConv1dShape shape = weights.Shape;
        ArrayView<byte> weight = weights.View<byte>();
        long address = weight.LoadEffectiveAddressAsPtr();
        return a =>
        {
            KernelArguments.Aligned(Name, "input", a.Input, 16);
            KernelArguments.Aligned(Name, "bias", a.Bias, 8);
            KernelArguments.Aligned(Name, "output", a.Output, 8);
            int tiles = (a.S + TensorTile.Rows - 1) / TensorTile.Rows;
            kernel(new KernelConfig(new Index2D(checked(a.B * tiles), heads), new Index2D(TensorTile.GroupSize, 1)), new()
            {
                Input = TInput.Of(a.Input),
                Weight = weight,
                WeightAddress = address,
                Bias = a.Bias.Cast<Float2>(),
                SequenceOffsets = a.SequenceOffsets,
                KeyMask = a.KeyMask,
                Output = TOutput.Of(a.Output),
                C = shape.InputChannels,
                Cg = shape.InputChannelsPerGroup,
                Hg = heads / shape.Groups,
                Tiles = tiles,
                Scale = a.Scale,
            });
        };
    }

    // A group of threads takes 64 queries of one sentence and head, 16 a warp. It projects 64 tokens at a time, first those of its
    // queries: their channels of the group lie in shared memory, and while the weights run past them a warp makes its 16 rows of
    // queries, keys and values. Queries stay in its registers. Keys and values go, in 16 bits, to where the tokens lay, and the
    // softmax takes them as it takes those that another launch made.
    private static void TensorFused<TElement, TInput, TOutput, TMask>(GroupedSelfAttentionFusedArguments<TInput, TOutput> a)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
        where TMask : struct, IKeyMask
    {
        var tile = new QueryTile(a.SequenceOffsets, a.Tiles);
        if (tile.IsEmpty)
        {
            return;
        }

        // 64 rows of 192 channels and 16 bytes, which are more than 64 keys and values; then the ring.
        int channel = Grid.IdxY * TensorHeadSize;
        uint memory = TensorRegister.Word((uint)Group.IdxX);
        CudaAsm.Emit(".shared .align 128 .b8 operands[46080];\n\tmov.u32 %0, operands;", memory);
        var tiles = new SelfAttentionTiles(a.WeightAddress + (2L * channel * a.Cg), a.C, a.Cg, memory + 25600);
        tiles = tiles.Fill(0);
        StageRows(a, tile.Start + tile.First, tile.Length - tile.First, memory);

        uint left = memory + TensorTile.LeftOffset((2 * a.Cg) + 16);
        var querySums = TensorStrip.Zero((uint)Group.IdxX);
        tiles = tiles.Multiply<TElement>(left, querySums);
        var query = TElement.Operand(WithBias(querySums, a.Bias, channel));

        var mixed = TensorStrip.Zero((uint)Group.IdxX);
        TensorSoftmax softmax = TensorSoftmax.Nothing;
        int key = tile.First;
        for (int done = 0; done < tile.Length; done += TensorTile.Rows)
        {
            var keySums = TensorStrip.Zero((uint)done);
            tiles = tiles.Multiply<TElement>(left, keySums);
            var keys = TElement.Operand(WithBias(keySums, a.Bias, a.C + channel));
            var valueSums = TensorStrip.Zero((uint)done);
            tiles = tiles.Multiply<TElement>(left, valueSums);
            var values = TElement.Operand(WithBias(valueSums, a.Bias, (2 * a.C) + channel));
            keys.Store(memory);
            values.Store(memory + TensorSoftmax.ValueOffset<TElement>());
            bool isLast = done + TensorTile.Rows >= tile.Length;
            if (!isLast)
            {
                tiles = tiles.Fill(1);
            }

            Group.Barrier();
            var scores = new TensorScores<TMask>(a.KeyMask, tile.Start + key, tile.Length - key, a.Scale);
            softmax = softmax.Take<TElement, TMask>(query, memory, scores, tile.Length - key, (uint)done, mixed);
            key = key + TensorTile.Rows < tile.Length ? key + TensorTile.Rows : 0;
            if (!isLast)
            {
                // Until here keys and values lie where the tokens will.
                Group.Barrier();
                StageRows(a, tile.Start + key, tile.Length - key, memory);
            }
        }

        softmax.Finish(mixed);
        var sink = new TensorSink<TOutput, Identity>(a.Output, default, tile.Start + tile.First, tile.End, a.C);
        sink.Write(mixed, channel, TensorHeadSize);
    }

    // The group's channels of 64 tokens, two tiles at a time so that the reads of one do not wait for those of the other; afterwards
    // they are there, and so are the weights that are on their way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StageRows<TInput, TOutput>(
        GroupedSelfAttentionFusedArguments<TInput, TOutput> a, int firstRow, int count, uint memory)
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
    {
        int group = Grid.IdxY / a.Hg;
        var rows = new TensorRows(((long)firstRow * a.C) + (group * a.Cg), a.C, count, a.Cg, (2 * a.Cg) + 16);
        for (int depth = 0; depth < a.Cg; depth += 2 * TensorQuads.Depths)
        {
            uint tile = memory + (uint)(2 * depth);
            uint next = tile + (2 * TensorQuads.Depths);
            Float4x4 fetched = a.Input.Fetch(rows, tile, depth);
            Float4x4 fetchedNext = a.Input.Fetch(rows, next, depth + TensorQuads.Depths);
            a.Input.Store(rows, tile, fetched);
            a.Input.Store(rows, next, fetchedNext);
        }

        AsyncCopy.Commit();
        AsyncCopy.WaitForAll();
        Group.Barrier();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorStrip WithBias(TensorStrip sums, ArrayView<Float2> bias, int channel)
    {
        int pair = (channel / 2) + (TensorTile.Lane & 3);
        return new TensorStrip(
            WithBias(sums.Sums0, bias[pair]),
            WithBias(sums.Sums1, bias[pair + 4]),
            WithBias(sums.Sums2, bias[pair + 8]),
            WithBias(sums.Sums3, bias[pair + 12]),
            WithBias(sums.Sums4, bias[pair + 16]),
            WithBias(sums.Sums5, bias[pair + 20]),
            WithBias(sums.Sums6, bias[pair + 24]),
            WithBias(sums.Sums7, bias[pair + 28]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorSums WithBias(TensorSums sums, Float2 bias) =>
        new(sums.Upper0 + bias.X, sums.Upper1 + bias.Y, sums.Lower0 + bias.X, sums.Lower1 + bias.Y);
}
