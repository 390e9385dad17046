using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Kernels;

internal static unsafe partial class HostWinogradGemm<TLanes>
{
    // The rows' numbers twice, as the JIT must not find out that both columns of a row read the same one: it would read it into a
    // register once, and on Zen 4 filling a register of 512 bits with one number takes the time of a multiply-add or more, while an
    // instruction that adds or multiplies what it reads takes no longer for it. Registers of 256 bits have no such instructions.
    // Sizes of types are what the JIT knows before all else: it leaves out what is above, and addresses are constants. Without
    // products sums go on from what is there, and without factors they will.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Strips<TBits, TElement, TRows, TBlock, TOrder>(
        float* strip,
        float* again,
        float* products,
        float* factors,
        long length,
        int strips,
        TBits* panel,
        float* corrections,
        int depth,
        float* sums,
        long sumsStride,
        HostFetch fetch)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TRows : unmanaged
        where TBlock : unmanaged
        where TOrder : unmanaged
    {
        byte* fetched = fetch.From;
        byte* wanted = fetched;
        nint blocks = depth / sizeof(TBlock);
        nint rest = depth % sizeof(TBlock);
        // From the end of a row's pairs to the next block: strips of blocks of 12 have eight rows, others four.
        nint height = sizeof(TOrder) > 1 ? sizeof(TOrder) : sizeof(TBlock) == 12 ? 8 : 4;
        nint nextBlock = (height * sizeof(TBlock)) - (Pairs * sizeof(TOrder));
        for (; strips > 0; strips--)
        {
            TLanes c00 = TLanes.Load(corrections);
            TLanes c01 = TLanes.Load(corrections + TLanes.Count);
            TLanes c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01;
            TLanes c50 = c00, c51 = c01, c60 = c00, c61 = c01, c70 = c00, c71 = c01;
            float* sum = sums;
            if (sizeof(TBlock) == 16 && products == null)
            {
                Load(ref c00, ref c01, ref sum, sumsStride);
                Load(ref c10, ref c11, ref sum, sumsStride);
                if (sizeof(TRows) > 2)
                {
                    Load(ref c20, ref c21, ref sum, sumsStride);
                    Load(ref c30, ref c31, ref sum, sumsStride);
                }
            }
            else
            {
                Begin(ref c00, ref c01, products + 0);
                Begin(ref c10, ref c11, products + 1);
                if (sizeof(TRows) > 2)
                {
                    Begin(ref c20, ref c21, products + 2);
                    Begin(ref c30, ref c31, products + 3);
                }

                if (sizeof(TRows) > 4)
                {
                    Begin(ref c40, ref c41, products + 4);
                    Begin(ref c50, ref c51, products + 5);
                    Begin(ref c60, ref c61, products + 6);
                    Begin(ref c70, ref c71, products + 7);
                }

                products += length;
            }

            float* row = strip;
            float* twin = again;
            TBits* weights = panel;
            for (nint block = blocks; block > 0; block--)
            {
                HostFetch.Ask(ref fetched, wanted);
                wanted += sizeof(TBlock) * fetch.Step;
                float* end = row + (Pairs * sizeof(TOrder));
                do
                {
                    float* second = sizeof(TBlock) == 12 ? twin : row;
                    TLanes left = HostWidening<TLanes, TBits, TElement>.Left(weights);
                    TLanes right = HostWidening<TLanes, TBits, TElement>.Right(weights);
                    TLanes nextLeft = HostWidening<TLanes, TBits, TElement>.Left(weights + (2 * TLanes.Count));
                    TLanes nextRight = HostWidening<TLanes, TBits, TElement>.Right(weights + (2 * TLanes.Count));
                    Pair<TBlock, TOrder>(0, ref c00, ref c01, row, second, left, right, nextLeft, nextRight);
                    Pair<TBlock, TOrder>(1, ref c10, ref c11, row, second, left, right, nextLeft, nextRight);

                    if (sizeof(TRows) > 2)
                    {
                        Pair<TBlock, TOrder>(2, ref c20, ref c21, row, second, left, right, nextLeft, nextRight);
                        Pair<TBlock, TOrder>(3, ref c30, ref c31, row, second, left, right, nextLeft, nextRight);
                    }

                    if (sizeof(TRows) > 4)
                    {
                        Pair<TBlock, TOrder>(4, ref c40, ref c41, row, second, left, right, nextLeft, nextRight);
                        Pair<TBlock, TOrder>(5, ref c50, ref c51, row, second, left, right, nextLeft, nextRight);
                        Pair<TBlock, TOrder>(6, ref c60, ref c61, row, second, left, right, nextLeft, nextRight);
                        Pair<TBlock, TOrder>(7, ref c70, ref c71, row, second, left, right, nextLeft, nextRight);
                    }

                    left = HostWidening<TLanes, TBits, TElement>.Left(weights + (4 * TLanes.Count));
                    right = HostWidening<TLanes, TBits, TElement>.Right(weights + (4 * TLanes.Count));
                    Single<TBlock, TOrder>(0, 2 * Pairs, ref c00, ref c01, row, second, left, right);
                    Single<TBlock, TOrder>(1, 2 * Pairs, ref c10, ref c11, row, second, left, right);

                    if (sizeof(TRows) > 2)
                    {
                        Single<TBlock, TOrder>(2, 2 * Pairs, ref c20, ref c21, row, second, left, right);
                        Single<TBlock, TOrder>(3, 2 * Pairs, ref c30, ref c31, row, second, left, right);
                    }

                    if (sizeof(TRows) > 4)
                    {
                        Single<TBlock, TOrder>(4, 2 * Pairs, ref c40, ref c41, row, second, left, right);
                        Single<TBlock, TOrder>(5, 2 * Pairs, ref c50, ref c51, row, second, left, right);
                        Single<TBlock, TOrder>(6, 2 * Pairs, ref c60, ref c61, row, second, left, right);
                        Single<TBlock, TOrder>(7, 2 * Pairs, ref c70, ref c71, row, second, left, right);
                    }

                    if (sizeof(TBlock) > 3 * Pairs)
                    {
                        left = HostWidening<TLanes, TBits, TElement>.Left(weights + (6 * TLanes.Count));
                        right = HostWidening<TLanes, TBits, TElement>.Right(weights + (6 * TLanes.Count));
                        Single<TBlock, TOrder>(0, 3 * Pairs, ref c00, ref c01, row, second, left, right);
                        Single<TBlock, TOrder>(1, 3 * Pairs, ref c10, ref c11, row, second, left, right);

                        if (sizeof(TRows) > 2)
                        {
                            Single<TBlock, TOrder>(2, 3 * Pairs, ref c20, ref c21, row, second, left, right);
                            Single<TBlock, TOrder>(3, 3 * Pairs, ref c30, ref c31, row, second, left, right);
                        }

                        if (sizeof(TRows) > 4)
                        {
                            Single<TBlock, TOrder>(4, 3 * Pairs, ref c40, ref c41, row, second, left, right);
                            Single<TBlock, TOrder>(5, 3 * Pairs, ref c50, ref c51, row, second, left, right);
                            Single<TBlock, TOrder>(6, 3 * Pairs, ref c60, ref c61, row, second, left, right);
                            Single<TBlock, TOrder>(7, 3 * Pairs, ref c70, ref c71, row, second, left, right);
                        }
                    }

                    weights += sizeof(TBlock) / Pairs * 2 * TLanes.Count;
                    row += sizeof(TOrder);
                    if (sizeof(TBlock) == 12)
                    {
                        twin += sizeof(TOrder);
                    }

                }
                while (row != end);
                row += nextBlock;
                twin = sizeof(TBlock) == 12 ? twin + nextBlock : row;
            }

            for (nint k = 0; k < rest; k++)
            {
                float* second = sizeof(TBlock) == 12 ? twin : row;
                TLanes left = HostWidening<TLanes, TBits, TElement>.Left(weights);
                TLanes right = HostWidening<TLanes, TBits, TElement>.Right(weights);
                Single<TBlock, TOrder>(0, 0, ref c00, ref c01, row, second, left, right);
                Single<TBlock, TOrder>(1, 0, ref c10, ref c11, row, second, left, right);

                if (sizeof(TRows) > 2)
                {
                    Single<TBlock, TOrder>(2, 0, ref c20, ref c21, row, second, left, right);
                    Single<TBlock, TOrder>(3, 0, ref c30, ref c31, row, second, left, right);
                }

                if (sizeof(TRows) > 4)
                {
                    Single<TBlock, TOrder>(4, 0, ref c40, ref c41, row, second, left, right);
                    Single<TBlock, TOrder>(5, 0, ref c50, ref c51, row, second, left, right);
                    Single<TBlock, TOrder>(6, 0, ref c60, ref c61, row, second, left, right);
                    Single<TBlock, TOrder>(7, 0, ref c70, ref c71, row, second, left, right);
                }

                weights += 2 * TLanes.Count;
                row += sizeof(TOrder);
                if (sizeof(TBlock) == 12)
                {
                    twin += sizeof(TOrder);
                }

            }

            sum = sums;
            if (sizeof(TBlock) == 16 && factors == null)
            {
                Store(ref sum, sumsStride, c00, c01);
                Store(ref sum, sumsStride, c10, c11);
                if (sizeof(TRows) > 2)
                {
                    Store(ref sum, sumsStride, c20, c21);
                    Store(ref sum, sumsStride, c30, c31);
                }
            }
            else
            {
                StoreMultiplied(ref sum, sumsStride, factors + 0, c00, c01);
                StoreMultiplied(ref sum, sumsStride, factors + 1, c10, c11);
                if (sizeof(TRows) > 2)
                {
                    StoreMultiplied(ref sum, sumsStride, factors + 2, c20, c21);
                    StoreMultiplied(ref sum, sumsStride, factors + 3, c30, c31);
                }

                if (sizeof(TRows) > 4)
                {
                    StoreMultiplied(ref sum, sumsStride, factors + 4, c40, c41);
                    StoreMultiplied(ref sum, sumsStride, factors + 5, c50, c51);
                    StoreMultiplied(ref sum, sumsStride, factors + 6, c60, c61);
                    StoreMultiplied(ref sum, sumsStride, factors + 7, c70, c71);
                }

                factors += length;
            }

            sums = sum;
            strip += length;
            again += length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(ref TLanes left, ref TLanes right, float* product)
    {
        left -= TLanes.Constant(*product);
        right -= TLanes.Constant(*product);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair<TBlock, TOrder>(
        int index,
        ref TLanes leftSum,
        ref TLanes rightSum,
        float* row,
        float* twin,
        TLanes left,
        TLanes right,
        TLanes nextLeft,
        TLanes nextRight)
        where TBlock : unmanaged
        where TOrder : unmanaged
    {
        int at = Place<TBlock, TOrder>(index, 0);
        int next = Place<TBlock, TOrder>(index, Pairs);
        if (sizeof(TBlock) == 12)
        {
            TLanes.AccumulatePair(ref leftSum, row + at, nextLeft, row + next, left);
            TLanes.AccumulatePair(ref rightSum, twin + at, nextRight, twin + next, right);
        }
        else
        {
            // Both before the additions: with a read between two of them Zen 4 takes a tenth longer (bench/README).
            var x = TLanes.Constant(row[at]);
            var y = TLanes.Constant(row[next]);
            TLanes.Accumulate(ref leftSum, x + nextLeft, y + left);
            TLanes.Accumulate(ref rightSum, x + nextRight, y + right);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Single<TBlock, TOrder>(
        int index, int number, ref TLanes leftSum, ref TLanes rightSum, float* row, float* twin, TLanes left, TLanes right)
        where TBlock : unmanaged
        where TOrder : unmanaged
    {
        int at = Place<TBlock, TOrder>(index, number);
        TLanes.Accumulate(ref leftSum, row + at, left);
        TLanes.Accumulate(ref rightSum, twin + at, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place<TBlock, TOrder>(int row, int number)
        where TBlock : unmanaged
        where TOrder : unmanaged =>
        sizeof(TOrder) > 1 ? row + (number * sizeof(TOrder)) : (row * sizeof(TBlock)) + number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(ref TLanes left, ref TLanes right, ref float* row, long stride)
    {
        left = TLanes.Load(row);
        right = TLanes.Load(row + TLanes.Count);
        row += stride;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreMultiplied(ref float* row, long stride, float* factor, TLanes left, TLanes right)
    {
        var factors = TLanes.Constant(*factor);
        Store(ref row, stride, left * factors, right * factors);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float* row, long stride, TLanes left, TLanes right)
    {
        TLanes.Store(left, row);
        TLanes.Store(right, row + TLanes.Count);
        row += stride;
    }

    [StructLayout(LayoutKind.Sequential, Size = 2)]
    private readonly struct Two;

    [StructLayout(LayoutKind.Sequential, Size = 4)]
    private readonly struct Four;

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    private readonly struct Eight;

    [StructLayout(LayoutKind.Sequential, Size = 12)]
    private readonly struct BlockOf12;

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private readonly struct BlockOf16;

    // Floats from a row's number to its next: rows lie in strips, or side by side.
    [StructLayout(LayoutKind.Sequential, Size = 1)]
    private readonly struct ByRow;

    [StructLayout(LayoutKind.Sequential, Size = 48)]
    private readonly struct ByNumber48;

    [StructLayout(LayoutKind.Sequential, Size = 96)]
    private readonly struct ByNumber96;
}
