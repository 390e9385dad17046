using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    // The channels of a head are the depth of one product and the columns of the other.
    private const int TensorHeadSize = TensorTile.Rows;

    /// <summary>Whether weights of this shape and storage, and such heads, are multiplied on the device's tensor cores.</summary>
    internal static bool UsesTensorCores(ComputeDevice device, GroupedConv1dWeights weights, int heads) =>
        GroupedConv1d<AddBias>.UsesTensorCores(device, weights) && weights.Shape.InputChannels / heads == TensorHeadSize;

    // For sentences so long that one launch would make keys and values too often: projections are a launch of their own, rounded to
    // what is multiplied, and a head's queries, keys and values are made once.
    private static Action<GroupedSelfAttentionArguments> LoadTensor<TElement, TInput, TOutput, TMask>(
        ComputeDevice device, GroupedConv1dWeights weights, int heads)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput, IActivations<TInput>
        where TOutput : struct, ITensorOutput, IActivations<TOutput>
        where TMask : struct, IKeyMask
    {
        GroupedConv1dShape shape = weights.Shape;
        Action<int, TInput, RoundedOutput<TElement>, AddBias> project =
            GroupedConv1d<AddBias>.LoadTensor<TElement, TInput, RoundedOutput<TElement>>(device, weights);
        var attend = device.LoadKernel<GroupedSelfAttentionTensorArguments<TOutput>>(Tensor<TElement, TOutput, TMask>);
        return a =>
        {
            KernelArguments.Aligned(Name, "input", a.Input, 16);
            KernelArguments.Aligned(Name, "scratch", a.Scratch, 16);
            KernelArguments.Aligned(Name, "output", a.Output, 8);
            ArrayView<uint> projected = a.Scratch.SubView(0, ProjectedLength(shape, TElement.Size, a.T)).Cast<uint>();
            project(a.T, TInput.Of(a.Input), new RoundedOutput<TElement>(projected), new AddBias(a.Bias));
            int tiles = (a.S + TensorTile.Rows - 1) / TensorTile.Rows;
            attend(new KernelConfig(new Index2D(checked(a.B * tiles), heads), new Index2D(TensorTile.GroupSize, 1)), new()
            {
                Projected = projected,
                ProjectedAddress = projected.LoadEffectiveAddressAsPtr(),
                SequenceOffsets = a.SequenceOffsets,
                KeyMask = a.KeyMask,
                Output = TOutput.Of(a.Output),
                C = shape.InputChannels,
                Tiles = tiles,
                Scale = a.Scale,
            });
        };
    }

    // The floats of scratch that projections take.
    private static long ProjectedLength(GroupedConv1dShape shape, int elementSize, int tokens) =>
        (long)tokens * shape.OutputChannels * elementSize / sizeof(float);

    // A group of threads takes 64 queries of one sentence and head, 16 a warp, and 64 keys and values at a time, of 16-bit numbers
    // while the next are on their way. Of 32-bit numbers there is room for these only.
    private static void Tensor<TElement, TOutput, TMask>(GroupedSelfAttentionTensorArguments<TOutput> a)
        where TElement : struct, ITensorElement
        where TOutput : struct, ITensorOutput
        where TMask : struct, IKeyMask
    {
        var tile = new QueryTile(a.SequenceOffsets, a.Tiles);
        if (tile.IsEmpty)
        {
            return;
        }

        int channel = Grid.IdxY * TensorHeadSize;
        uint memory = TensorRegister.Word((uint)Group.IdxX);
        CudaAsm.Emit(".shared .align 128 .b8 stages[40960];\n\tmov.u32 %0, stages;", memory);
        long keys = a.ProjectedAddress + (TElement.Size * ((3L * tile.Start * a.C) + a.C + channel));
        bool hasTwoStages = TElement.Size == sizeof(ushort);
        uint stageBytes = 2 * TensorSoftmax.ValueOffset<TElement>();
        Start<TElement>(keys, a.C, tile.Length, memory);

        int row = tile.First + TensorTile.WarpRow + (TensorTile.Lane >> 2);
        long upper = TElement.Size * ((3L * (tile.Start + XMath.Min(row, tile.Length - 1)) * a.C) + channel) / sizeof(uint);
        long lower = TElement.Size * ((3L * (tile.Start + XMath.Min(row + 8, tile.Length - 1)) * a.C) + channel) / sizeof(uint);
        TensorOperand query = Query<TElement>(a.Projected, upper, lower);

        var mixed = TensorStrip.Zero((uint)Group.IdxX);
        TensorSoftmax softmax = TensorSoftmax.Nothing;
        uint stage = 0;
        for (int key = 0; key < tile.Length; key += TensorTile.Rows)
        {
            AsyncCopy.WaitForAll();
            Group.Barrier();
            int next = key + TensorTile.Rows;
            long nextKeys = keys + (3L * TElement.Size * next * a.C);
            if (hasTwoStages && next < tile.Length)
            {
                Start<TElement>(nextKeys, a.C, tile.Length - next, memory + (stageBytes - stage));
            }

            var scores = new TensorScores<TMask>(a.KeyMask, tile.Start + key, tile.Length - key, a.Scale);
            softmax = softmax.Take<TElement, TMask>(query, memory + stage, scores, tile.Length - key, (uint)key, mixed);
            if (hasTwoStages)
            {
                stage = stageBytes - stage;
            }
            else if (next < tile.Length)
            {
                // Until here other warps may read the keys and values that the next will replace.
                Group.Barrier();
                Start<TElement>(nextKeys, a.C, tile.Length - next, memory);
            }
        }

        softmax.Finish(mixed);
        var sink = new TensorSink<TOutput, Identity>(a.Output, default, tile.Start + tile.First, tile.End, a.C);
        sink.Write(mixed, channel, TensorHeadSize);
    }

    // Keys and values from one row on, as one group of copies.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Start<TElement>(long keys, int channels, int rows, uint stage)
        where TElement : struct, ITensorElement
    {
        int pitch = 3 * TElement.Size * channels;
        int length = TElement.Size * TensorHeadSize;
        var key = new TensorCopies(keys, pitch, rows, length);
        var value = new TensorCopies(keys + ((long)TElement.Size * channels), pitch, rows, length);
        for (int part = 0; part < TElement.Size; part++)
        {
            key.Start(stage + (uint)(part * TensorTile.Bytes), part * TensorTile.RowBytes);
            value.Start(
                stage + TensorSoftmax.ValueOffset<TElement>() + (uint)(part * TElement.ValueStep),
                part * TensorTile.RowBytes,
                TElement.ValuePitch);
        }

        AsyncCopy.Commit();
    }

    // A warp's queries as a left operand.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorOperand Query<TElement>(ArrayView<uint> projected, long upper, long lower)
        where TElement : struct, ITensorElement
    {
        TensorFragment depth0 = Query(projected, upper, lower, 0);
        TensorFragment depth1 = Query(projected, upper, lower, 8);
        TensorFragment depth2 = Query(projected, upper, lower, 16);
        TensorFragment depth3 = Query(projected, upper, lower, 24);
        return TElement.Size == sizeof(ushort)
            ? new TensorOperand(depth0, depth1, depth2, depth3)
            : new TensorOperand(
                depth0,
                depth1,
                depth2,
                depth3,
                Query(projected, upper, lower, 32),
                Query(projected, upper, lower, 40),
                Query(projected, upper, lower, 48),
                Query(projected, upper, lower, 56));
    }

    // 32 bytes of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorFragment Query(ArrayView<uint> projected, long upper, long lower, int word)
    {
        word += TensorTile.Lane & 3;
        return new TensorFragment(
            projected[upper + word], projected[lower + word], projected[upper + word + 4], projected[lower + word + 4]);
    }
}
