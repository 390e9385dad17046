using ILGPU;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

internal static class Elementwise
{
    public readonly struct Args<TOp>(ArrayView<float> input, TOp op, ArrayView<float> output)
        where TOp : struct, IUnary
    {
        public readonly ArrayView<float> Input = input;
        public readonly TOp Op = op;
        public readonly ArrayView<float> Output = output;
        public readonly int Length = (int)input.Length;
    }

    public static void Run<TOp>(Args<TOp> args)
        where TOp : struct, IUnary
    {
        int i = Grid.GlobalIndex.X;
        if (i < args.Length)
        {
            args.Output[i] = args.Op.Apply(args.Input[i]);
        }
    }

    /// <summary>Forgets that the last block is not full.</summary>
    public static void RunPastTheEnd<TOp>(Args<TOp> args)
        where TOp : struct, IUnary
    {
        int i = Grid.GlobalIndex.X;
        args.Output[i] = args.Op.Apply(args.Input[i]);
    }

    /// <summary>Every thread writes the first element.</summary>
    public static void RunToOnePlace<TOp>(Args<TOp> args)
        where TOp : struct, IUnary => args.Output[0] = args.Op.Apply(args.Input[Grid.GlobalIndex.X]);
}
