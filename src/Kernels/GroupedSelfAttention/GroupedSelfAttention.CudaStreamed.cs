using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    // One launch for TF32, as TensorFused is for 16 bits. 64 tokens of a group's channels would take all the shared memory that there
    // is, so tokens and weights run through it together, once for each projection. A group of threads takes 64 queries of one
    // sentence and head, 16 a warp, and projects 64 tokens at a time, first those of its queries. Queries stay in registers; keys and
    // values, rounded, go to where the ring lay, and the softmax takes them as it takes those that another launch made.
    private static void TensorStreamed<TInput, TOutput, TMask>(GroupedSelfAttentionFusedArguments<TInput, TOutput> a)
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
        where TMask : struct, IKeyMask
    {
        var tile = new QueryTile(a.SequenceOffsets, a.Tiles);
        if (tile.IsEmpty)
        {
            return;
        }

        // 64 keys and values, which are more than the ring.
        int channel = Grid.IdxY * TensorHeadSize;
        uint memory = TensorRegister.Word((uint)Group.IdxX);
        CudaAsm.Emit(".shared .align 128 .b8 operands[38912];\n\tmov.u32 %0, operands;", memory);
        TensorRows rows = Rows(a, tile.Start + tile.First, tile.Length - tile.First);
        var querySums = TensorStrip.Zero((uint)Group.IdxX);
        Project(a, rows, channel, memory, TensorTile.HandedRightOffset<TensorTF32>(), querySums);
        TensorOperand query = TensorTF32.Operand(WithHandedBias(querySums, a.Bias.Cast<float>(), channel));

        var mixed = TensorStrip.Zero((uint)Group.IdxX);
        TensorSoftmax softmax = TensorSoftmax.Nothing;
        uint right = TensorTile.RightOffset();
        int key = tile.First;
        for (int done = 0; done < tile.Length; done += TensorTile.Rows)
        {
            rows = Rows(a, tile.Start + key, tile.Length - key);
            var keySums = TensorStrip.Zero((uint)done);
            Group.Barrier();
            Project(a, rows, a.C + channel, memory, right, keySums);
            TensorStrip keys = WithBias(keySums, a.Bias, a.C + channel);
            var valueSums = TensorStrip.Zero((uint)done);
            Group.Barrier();
            Project(a, rows, (2 * a.C) + channel, memory, right, valueSums);
            TensorStrip values = WithBias(valueSums, a.Bias, (2 * a.C) + channel);
            Group.Barrier();
            StoreKeys(keys, memory);
            StoreValues(values, memory + TensorSoftmax.ValueOffset<TensorTF32>());
            Group.Barrier();
            var scores = new TensorScores<TMask>(a.KeyMask, tile.Start + key, tile.Length - key, a.Scale);
            softmax = softmax.Take<TensorTF32, TMask>(query, memory, scores, tile.Length - key, (uint)done, mixed);
            key = key + TensorTile.Rows < tile.Length ? key + TensorTile.Rows : 0;
        }

        softmax.Finish(mixed);
        var sink = new TensorSink<TOutput, Identity>(a.Output, default, tile.Start + tile.First, tile.End, a.C);
        sink.Write(mixed, channel, TensorHeadSize);
    }

    private static Action<GroupedSelfAttentionArguments> LoadStreamed<TInput, TOutput, TMask>(
        ComputeDevice device, GroupedConv1dWeights weights, int heads)
        where TInput : struct, ITensorInput, IActivations<TInput>
        where TOutput : struct, ITensorOutput, IActivations<TOutput>
        where TMask : struct, IKeyMask => Launching(
            device.LoadKernel<GroupedSelfAttentionFusedArguments<TInput, TOutput>>(TensorStreamed<TInput, TOutput, TMask>),
            weights,
            heads);

    // The group's channels of 64 tokens.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorRows Rows<TInput, TOutput>(
        GroupedSelfAttentionFusedArguments<TInput, TOutput> a, int firstRow, int count)
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput =>
        new(((long)firstRow * a.C) + (Grid.IdxY / a.Hg * a.Cg), a.C, count, a.Cg, TensorTile.Pitch);

    // 64 channels of a projection; no thread of the group may still read the shared memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Project<TInput, TOutput>(
        GroupedSelfAttentionFusedArguments<TInput, TOutput> a,
        TensorRows rows,
        int channel,
        uint memory,
        uint right,
        TensorStrip sums)
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
    {
        int rowBytes = TensorTF32.Size * a.Cg;
        var columns = new TensorCopies(a.WeightAddress + ((long)channel * rowBytes), rowBytes, TensorTile.Rows, rowBytes);
        TensorProduct.Add<TensorTF32, TInput>(sums, a.Input, rows, columns, memory, right);
    }

    // Of sums that a lane holds four columns apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorStrip WithHandedBias(TensorStrip sums, ArrayView<float> bias, int channel)
    {
        channel += TensorTile.HandedColumn<TensorTF32>();
        return new TensorStrip(
            WithBias(sums.Sums0, HandedBias(bias, channel)),
            WithBias(sums.Sums1, HandedBias(bias, channel + 8)),
            WithBias(sums.Sums2, HandedBias(bias, channel + 16)),
            WithBias(sums.Sums3, HandedBias(bias, channel + 24)),
            WithBias(sums.Sums4, HandedBias(bias, channel + 32)),
            WithBias(sums.Sums5, HandedBias(bias, channel + 40)),
            WithBias(sums.Sums6, HandedBias(bias, channel + 48)),
            WithBias(sums.Sums7, HandedBias(bias, channel + 56)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float2 HandedBias(ArrayView<float> bias, int channel) =>
        new(bias[channel], bias[channel + TensorTile.HandedStep<TensorTF32>()]);

    // A warp's 16 rows of keys, in four tiles one behind the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreKeys(TensorStrip keys, uint memory)
    {
        uint place = memory + RowOffset(TensorTile.Pitch);
        StoreHalves(keys.Sums0, keys.Sums1, place, TensorTile.Pitch);
        StoreHalves(keys.Sums2, keys.Sums3, place + TensorTile.Bytes, TensorTile.Pitch);
        StoreHalves(keys.Sums4, keys.Sums5, place + (2 * TensorTile.Bytes), TensorTile.Pitch);
        StoreHalves(keys.Sums6, keys.Sums7, place + (3 * TensorTile.Bytes), TensorTile.Pitch);
    }

    // A warp's 16 rows of values, each row in one piece.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreValues(TensorStrip values, uint memory)
    {
        uint place = memory + RowOffset(TensorTF32.ValuePitch);
        StoreHalves(values.Sums0, values.Sums1, place, TensorTF32.ValuePitch);
        StoreHalves(values.Sums2, values.Sums3, place + TensorTile.RowBytes, TensorTF32.ValuePitch);
        StoreHalves(values.Sums4, values.Sums5, place + (2 * TensorTile.RowBytes), TensorTF32.ValuePitch);
        StoreHalves(values.Sums6, values.Sums7, place + (3 * TensorTile.RowBytes), TensorTF32.ValuePitch);
    }

    // To the lane's upper row, and its first two columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RowOffset(int pitch) =>
        (uint)(((TensorTile.WarpRow + (TensorTile.Lane >> 2)) * pitch) + (8 * (TensorTile.Lane & 3)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalves(TensorSums left, TensorSums right, uint place, int pitch)
    {
        Store(place, left.Upper0, left.Upper1);
        Store(place + 32, right.Upper0, right.Upper1);
        Store(place + (uint)(8 * pitch), left.Lower0, left.Lower1);
        Store(place + (uint)(8 * pitch) + 32, right.Lower0, right.Lower1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(uint place, float first, float second) => CudaAsm.Emit(
        "st.shared.v2.b32 [%0], {%1, %2};", place, TensorTF32.Narrow(first), TensorTF32.Narrow(second));
}
