using System.Runtime.CompilerServices;
using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// 64 rows of activations times 64 rows of weights, transposed, through a ring in shared memory of three pairs of tiles: one pair is
/// multiplied, one has arrived or is about to, one is being filled, by copies that nobody waits for yet or, where activations are to
/// be narrowed, in registers.
/// </summary>
internal static class TensorProduct
{
    /// <summary>Bytes of the ring.</summary>
    public const int Bytes = 3 * PairBytes;

    private const int PairBytes = 2 * TensorTile.Bytes;
    private const int LastPair = 2 * PairBytes;

    /// <summary>Adds all products. Every thread of the group must call; the ring must be one that nobody reads.</summary>
    /// <param name="sums">A warp's 16 rows x 64 columns, changed in place.</param>
    /// <param name="input">The activations.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="columns">The weights.</param>
    /// <param name="ring">The ring in shared memory.</param>
    /// <param name="rightOffset">Where the lane reads weights: <see cref="TensorTile.RightOffset"/> or its like.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<TElement, TInput>(
        TensorStrip sums, TInput input, TensorRows rows, TensorCopies columns, uint ring, uint rightOffset)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
    {
        int step = TensorTile.Depth<TElement>();
        for (int depth = 0; depth < 2 * step; depth += step)
        {
            uint pair = ring + (uint)(depth / step * PairBytes);
            if (depth < rows.Depths)
            {
                columns.Start(pair + TensorTile.Bytes, TElement.Size * depth);
                input.Store(rows, pair, input.Fetch(rows, pair, depth));
            }

            AsyncCopy.Commit();
        }

        uint left = ring + TensorTile.LeftOffset(TensorTile.Pitch);
        uint right = ring + TensorTile.Bytes + rightOffset;
        uint current = 0;
        uint free = LastPair;
        for (int depth = 0; depth < rows.Depths; depth += step)
        {
            AsyncCopy.WaitForAllButOne();
            Group.Barrier();

            // What the free pair held was multiplied before this barrier.
            int ahead = depth + (2 * step);
            Float4x4 fetched = default;
            if (ahead < rows.Depths)
            {
                columns.Start(ring + free + TensorTile.Bytes, TElement.Size * ahead);
                fetched = input.Fetch(rows, ring + free, ahead);
            }

            AsyncCopy.Commit();
            TensorTile.Multiply<TElement, TInput>(sums, left + current, right + current);
            if (ahead < rows.Depths)
            {
                input.Store(rows, ring + free, fetched);
            }

            free = current;
            current = current == LastPair ? 0 : current + PairBytes;
        }
    }
}
