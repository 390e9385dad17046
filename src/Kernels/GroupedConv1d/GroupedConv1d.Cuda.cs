using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedConv1d<TEpilogue>
{
    /// <summary>Whether weights of this shape and storage are multiplied on the device's tensor cores.</summary>
    internal static bool UsesTensorCores(ComputeDevice device, GroupedConv1dWeights weights) =>
        device.HasTensorCores
        && weights.Shape.IsPointwise
        && TensorTile.Fits(weights.Storage, weights.Shape.Depth, weights.Shape.OutputChannelsPerBlock);

    /// <summary>Compiles the tensor-core kernel and returns what launches it: rows, input, output, epilogue.</summary>
    internal static Action<int, TInput, TOutput, TEpilogue> LoadTensor<TElement, TInput, TOutput>(
        ComputeDevice device, GroupedConv1dWeights weights)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
    {
        GroupedConv1dShape shape = weights.Shape;
        ArrayView<byte> weight = weights.View<byte>();
        long address = weight.LoadEffectiveAddressAsPtr();
        int tiles = (shape.OutputChannelsPerBlock + TensorTile.Rows - 1) / TensorTile.Rows;
        var kernel = device.LoadKernel<GroupedConv1dTensorArguments<TInput, TOutput, TEpilogue>>(
            Tensor<TElement, TInput, TOutput>);
        return (rows, input, output, epilogue) =>
        {
            var grid = new Index3D((rows + TensorTile.Rows - 1) / TensorTile.Rows, shape.Repeats * tiles, shape.Groups);
            kernel(new KernelConfig(grid, new Index3D(TensorTile.GroupSize, 1, 1)), new()
            {
                Input = input,
                Weight = weight,
                WeightAddress = address,
                Output = output,
                Epilogue = epilogue,
                T = rows,
                Cin = shape.InputChannels,
                Cout = shape.OutputChannels,
                N = shape.OutputChannelsPerBlock,
                Tiles = tiles,
                Groups = shape.Groups,
                Cg = shape.Depth,
            });
        };
    }

    private readonly struct TensorFactory(ComputeDevice device, GroupedConv1dWeights weights)
        : ITensorConsumer<Action<GroupedConv1dArguments<TEpilogue>>>
    {
        public Action<GroupedConv1dArguments<TEpilogue>> Use<TElement, TInput, TOutput>()
            where TElement : struct, ITensorElement
            where TInput : struct, ITensorInput, IActivations<TInput>
            where TOutput : struct, ITensorOutput, IActivations<TOutput>
        {
            Action<int, TInput, TOutput, TEpilogue> run = LoadTensor<TElement, TInput, TOutput>(device, weights);
            return a =>
            {
                KernelArguments.Aligned(Name, "input", a.Input, 16);
                KernelArguments.Aligned(Name, "output", a.Output, 8);
                run(a.T, TInput.Of(a.Input), TOutput.Of(a.Output), a.Epilogue);
            };
        }
    }

    // A group makes 64 rows x 64 channels of one block, 16 rows a warp.
    private static void Tensor<TElement, TInput, TOutput>(GroupedConv1dTensorArguments<TInput, TOutput, TEpilogue> a)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
        where TOutput : struct, ITensorOutput
    {
        int firstRow = Grid.IdxX * TensorTile.Rows;
        int repeat = Grid.IdxY / a.Tiles;
        int block = (repeat * a.Groups) + Grid.IdxZ;
        int firstColumn = (Grid.IdxY - (repeat * a.Tiles)) * TensorTile.Rows;
        int channel = (block * a.N) + firstColumn;
        int rowBytes = TElement.Size * a.Cg;

        uint memory = TensorRegister.Word((uint)Group.IdxX);
        CudaAsm.Emit(".shared .align 128 .b8 pairs[30720];\n\tmov.u32 %0, pairs;", memory);
        var rows = new TensorRows(
            ((long)firstRow * a.Cin) + (Grid.IdxZ * a.Cg), a.Cin, a.T - firstRow, a.Cg, TensorTile.Pitch);
        var columns = new TensorCopies(a.WeightAddress + ((long)channel * rowBytes), rowBytes, a.N - firstColumn, rowBytes);
        var sums = TensorStrip.Zero((uint)Group.IdxX);
        TensorProduct.Add<TElement, TInput>(sums, a.Input, rows, columns, memory, TensorTile.RightOffset());
        new TensorSink<TOutput, TEpilogue>(a.Output, a.Epilogue, firstRow, a.T, a.Cout).Write(sums, channel, a.N - firstColumn);
    }
}
