using ILGPU;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

internal static class Atomics
{
    public readonly struct Args(ArrayView<int> values, ArrayView<int> counts, ArrayView<float> sums)
    {
        public readonly ArrayView<int> Values = values;
        public readonly ArrayView<int> Counts = counts; // [4]: histogram of value % 4
        public readonly ArrayView<float> Sums = sums; // [2]: sum, maximum
    }

    public static void Run(Args args)
    {
        int value = args.Values[Grid.GlobalIndex.X];
        Atomic.Add(ref args.Counts[value & 3], 1);
        Atomic.Add(ref args.Sums[0], value);
    }

    public static void RunMaximum(Args args) => Atomic.Max(ref args.Sums[1], (float)args.Values[Grid.GlobalIndex.X]);
}
