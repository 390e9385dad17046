using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// 32 x 32 products of rows, left * right^T, by a work-group of 64 threads with 4 x 4 sums each: the step of which kernels that
/// fuse several matrix products are made. Every thread of the group must call.
/// </summary>
internal static class TileProduct
{
    /// <summary>Threads of a group.</summary>
    public const int GroupSize = 64;

    /// <summary>Rows of either operand.</summary>
    public const int Size = 32;

    /// <summary>Float4s of shared memory for either operand.</summary>
    public const int SharedLength = Slice * Pitch;

    // Depths that lie in shared memory at a time.
    private const int Slice = 16;

    // Float4s from one depth to the next in shared memory: one more than a tile's row, against bank conflicts while filling.
    private const int Pitch = (Size / 4) + 1;

    /// <summary>This thread's sums. Afterwards the group has passed a barrier, so that what the operands read may change.</summary>
    /// <param name="left">32 rows; what other threads have written of them needs a barrier before the call.</param>
    /// <param name="right">32 rows, likewise.</param>
    /// <param name="depth">Products a sum, the same for every thread of the group.</param>
    /// <param name="lefts">[<see cref="SharedLength"/>], shared.</param>
    /// <param name="rights">[<see cref="SharedLength"/>], shared.</param>
    public static Tile4x4 Of<TLeft, TRight>(
        TLeft left, TRight right, int depth, ArrayView<Float4> lefts, ArrayView<Float4> rights)
        where TLeft : struct, ITileSource
        where TRight : struct, ITileSource
    {
        Tile4x4 sums = default;
        for (int start = 0; start < depth; start += Slice)
        {
            Fill(left, start, depth, lefts.Cast<float>());
            Fill(right, start, depth, rights.Cast<float>());
            Group.Barrier();

            // Indices of shared memory are long: compilers fold constants into an address only where a sum cannot overflow.
            long row = Group.IdxX >> 3;
            long column = Group.IdxX & 7;
            for (int k = 0; k < Slice; k += 4)
            {
                sums = sums.Add(lefts[row], rights[column]);
                sums = sums.Add(lefts[row + Pitch], rights[column + Pitch]);
                sums = sums.Add(lefts[row + (2 * Pitch)], rights[column + (2 * Pitch)]);
                sums = sums.Add(lefts[row + (3 * Pitch)], rights[column + (3 * Pitch)]);
                row += 4 * Pitch;
                column += 4 * Pitch;
            }

            Group.Barrier();
        }

        return sums;
    }

    /// <summary>Hands this thread's sums over.</summary>
    /// <param name="sums">As made by <see cref="Of"/>.</param>
    /// <param name="sink">Where they go.</param>
    public static void Store<TSink>(Tile4x4 sums, TSink sink)
        where TSink : struct, ITileSink
    {
        int row = (Group.IdxX >> 3) * 4;
        int column = (Group.IdxX & 7) * 4;
        StoreRow(sums.Row0, sink, row, column);
        StoreRow(sums.Row1, sink, row + 1, column);
        StoreRow(sums.Row2, sink, row + 2, column);
        StoreRow(sums.Row3, sink, row + 3, column);
    }

    // Tiles lie [depth, row], so that a thread reads its four rows at once. Zero past the end: what is there may be NaN.
    private static void Fill<TSource>(TSource source, int start, int depth, ArrayView<float> tile)
        where TSource : struct, ITileSource
    {
        for (int i = Group.IdxX; i < Size * Slice; i += GroupSize)
        {
            int row = TSource.RowsAreNeighbours ? i % Size : i / Slice;
            int k = TSource.RowsAreNeighbours ? i / Size : i % Slice;
            tile[((long)k * Pitch * 4) + row] = start + k < depth ? source.Read(row, start + k) : 0f;
        }
    }

    private static void StoreRow<TSink>(Float4 sums, TSink sink, int row, int column)
        where TSink : struct, ITileSink
    {
        sink.Write(row, column, sums.X);
        sink.Write(row, column + 1, sums.Y);
        sink.Write(row, column + 2, sums.Z);
        sink.Write(row, column + 3, sums.W);
    }
}
