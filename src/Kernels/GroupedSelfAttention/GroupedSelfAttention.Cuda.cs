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

    // A tile of keys and one of values.
    private const uint StageBytes = 2 * TensorSoftmax.ValueOffset;

    /// <summary>Whether weights of this shape and storage, and such heads, are multiplied on the device's tensor cores.</summary>
    internal static bool UsesTensorCores(ComputeDevice device, GroupedConv1dWeights weights, int heads) =>
        weights.Storage != ElementType.TF32
        && GroupedConv1d<AddBias>.UsesTensorCores(device, weights)
        && weights.Shape.InputChannels / heads == TensorHeadSize;

    // For sentences so long that TensorFused would make keys and values too often: projections are a launch of their own, into 16
    // bits, and a head's queries, keys and values are made once.
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
            ArrayView<uint> projected = a.Scratch.SubView(0, (long)a.T * shape.OutputChannels / 2).Cast<uint>();
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

    // A group of threads takes 64 queries of one sentence and head, 16 a warp, and 64 keys and values at a time while the next
    // are on their way.
    private static void Tensor<TElement, TOutput, TMask>(GroupedSelfAttentionTensorArguments<TOutput> a)
        where TElement : struct, ITensorElement
        where TOutput : struct, ITensorOutput
        where TMask : struct, IKeyMask
    {
        int sentence = Grid.IdxX / a.Tiles;
        int start = a.SequenceOffsets[sentence];
        int length = a.SequenceOffsets[sentence + 1] - start;
        int first = (Grid.IdxX - (sentence * a.Tiles)) * TensorTile.Rows;
        if (first >= length)
        {
            return;
        }

        int channel = Grid.IdxY * TensorHeadSize;
        uint memory = TensorRegister.Word((uint)Group.IdxX);
        CudaAsm.Emit(".shared .align 128 .b8 stages[40960];\n\tmov.u32 %0, stages;", memory);
        long keys = a.ProjectedAddress + (2L * ((3L * start * a.C) + a.C + channel));
        Start(keys, a.C, length, memory);

        int row = first + TensorTile.WarpRow + (TensorTile.Lane >> 2);
        long upper = ((3L * (start + XMath.Min(row, length - 1)) * a.C) + channel) / 2;
        long lower = ((3L * (start + XMath.Min(row + 8, length - 1)) * a.C) + channel) / 2;
        var query = new TensorOperand(
            Query(a.Projected, upper, lower, 0),
            Query(a.Projected, upper, lower, 8),
            Query(a.Projected, upper, lower, 16),
            Query(a.Projected, upper, lower, 24));

        var mixed = TensorStrip.Zero((uint)Group.IdxX);
        TensorSoftmax softmax = TensorSoftmax.Nothing;
        uint stage = 0;
        for (int key = 0; key < length; key += TensorTile.Rows)
        {
            AsyncCopy.WaitForAll();
            Group.Barrier();
            int next = key + TensorTile.Rows;
            if (next < length)
            {
                Start(keys + (6L * next * a.C), a.C, length - next, memory + (StageBytes - stage));
            }

            var scores = new TensorScores<TMask>(a.KeyMask, start + key, length - key, a.Scale);
            softmax = softmax.Take<TElement, TMask>(query, memory + stage, scores, length - key, (uint)key, mixed);
            stage = StageBytes - stage;
        }

        softmax.Finish(mixed);
        var sink = new TensorSink<TOutput, Identity>(a.Output, default, start + first, start + length, a.C);
        sink.Write(mixed, channel, TensorHeadSize);
    }

    // Keys and values from one row on, as one group of copies.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Start(long keys, int channels, int rows, uint stage)
    {
        var key = new TensorCopies(keys, 6 * channels, rows, 2 * TensorHeadSize);
        key.Start(stage, 0);
        key.Start(stage + TensorTile.Bytes, TensorTile.RowBytes);
        var value = new TensorCopies(keys + (2L * channels), 6 * channels, rows, 2 * TensorHeadSize);
        value.Start(stage + TensorSoftmax.ValueOffset, 0);
        value.Start(stage + TensorSoftmax.ValueOffset + TensorTile.Bytes, TensorTile.RowBytes);
        AsyncCopy.Commit();
    }

    // 16 channels of a warp's queries as a left operand.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorFragment Query(ArrayView<uint> projected, long upper, long lower, int pair)
    {
        pair += TensorTile.Lane & 3;
        return new TensorFragment(
            projected[upper + pair], projected[lower + pair], projected[upper + pair + 4], projected[lower + pair + 4]);
    }
}
