using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Sums by shuffles: of each warp by hand, of each block by ILGPU.Algorithms.</summary>
internal static class WarpSum
{
    public readonly struct Args(ArrayView<float> input, ArrayView<float> warps, ArrayView<float> blocks)
    {
        public readonly ArrayView<float> Input = input;
        public readonly ArrayView<float> Warps = warps;
        public readonly ArrayView<float> Blocks = blocks;
    }

    public static void Run(Args args)
    {
        int i = Grid.GlobalIndex.X;
        float value = args.Input[i];
        float sum = value;
        for (int distance = Warp.WarpSize / 2; distance > 0; distance /= 2)
        {
            sum += Warp.ShuffleXor(sum, distance);
        }
        if (Warp.IsFirstLane)
        {
            args.Warps[i / Warp.WarpSize] = sum;
        }
        float block = GroupExtensions.Reduce<float, AddFloat>(value);
        if (Group.IsFirstThread)
        {
            args.Blocks[Grid.IdxX] = block;
        }
    }
}
