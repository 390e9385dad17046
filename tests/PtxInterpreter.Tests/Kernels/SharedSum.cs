using ILGPU;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Each block of 64 threads sums 64 elements through shared memory.</summary>
internal static class SharedSum
{
    public const int Size = 64;

    public readonly struct Args(ArrayView<float> input, ArrayView<float> output)
    {
        public readonly ArrayView<float> Input = input;
        public readonly ArrayView<float> Output = output;
    }

    public static void Run(Args args)
    {
        ArrayView<float> sums = SharedMemory.Allocate<float>(Size);
        sums[Group.IdxX] = args.Input[Grid.GlobalIndex.X];
        Group.Barrier();
        for (int half = Size / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
            {
                sums[Group.IdxX] += sums[Group.IdxX + half];
            }
            Group.Barrier();
        }
        if (Group.IdxX == 0)
        {
            args.Output[Grid.IdxX] = sums[0];
        }
    }

    public static void RunWithoutBarrier(Args args)
    {
        ArrayView<float> sums = SharedMemory.Allocate<float>(Size);
        sums[Group.IdxX] = args.Input[Grid.GlobalIndex.X];
        Group.Barrier();
        for (int half = Size / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
            {
                sums[Group.IdxX] += sums[Group.IdxX + half];
            }
        }
        if (Group.IdxX == 0)
        {
            args.Output[Grid.IdxX] = sums[0];
        }
    }

    public static void RunWithBarrierInBranch(Args args)
    {
        ArrayView<float> sums = SharedMemory.Allocate<float>(Size);
        sums[Group.IdxX] = args.Input[Grid.GlobalIndex.X];
        if (Group.IdxX < Size / 2)
        {
            Group.Barrier();
            args.Output[Grid.IdxX] = sums[0];
        }
    }

    public static void RunPastTheTile(Args args)
    {
        ArrayView<float> sums = SharedMemory.Allocate<float>(Size);
        sums[Group.IdxX + 1] = args.Input[Grid.GlobalIndex.X];
        Group.Barrier();
        args.Output[Grid.IdxX] = sums[0];
    }

    public static void RunUninitialised(Args args)
    {
        ArrayView<float> sums = SharedMemory.Allocate<float>(Size);
        if (Group.IdxX > 0)
        {
            sums[Group.IdxX] = args.Input[Grid.GlobalIndex.X];
        }
        Group.Barrier();
        if (Group.IdxX == 0)
        {
            args.Output[Grid.IdxX] = sums[0];
        }
    }

    public static void RunForEver(Args args)
    {
        while (args.Input[0] >= 0f)
        {
            args.Output[Grid.IdxX] = 1f;
        }
    }
}
