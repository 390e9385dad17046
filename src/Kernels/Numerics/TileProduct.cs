using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// 32 x 32 products of rows, left * right^T, by a work-group of 64 threads with 4 x 4 sums each: the step of which kernels that
/// fuse several matrix products are made. Every thread of the group must call.
/// </summary>
/// <remarks>
/// Loops round a barrier test at their end, here and in these kernels. What follows a loop that may run no time at all stands behind
/// a conditional barrier, of which PoCL makes two copies: a kernel of ten such loops takes it minutes to compile.
/// </remarks>
internal static class TileProduct
{
    /// <summary>Threads of a group.</summary>
    public const int GroupSize = 64;

    /// <summary>Rows of either operand.</summary>
    public const int Size = 32;

    /// <summary>Float4s of shared memory for either operand.</summary>
    public const int SharedLength = 2 * Stage;

    // Depths that lie in shared memory at a time, twice: while one slice is multiplied, the next is on its way. A thread brings
    // four elements of either operand.
    private const int Slice = 8;

    // Float4s from one depth to the next in shared memory: one more than a tile's row, against bank conflicts while filling.
    private const int Pitch = (Size / 4) + 1;

    private const int Stage = Slice * Pitch;

    /// <summary>This thread's sums. Afterwards the group has passed a barrier, so that what the operands read may change.</summary>
    /// <param name="left">32 rows; what other threads have written of them needs a barrier before the call.</param>
    /// <param name="right">32 rows, likewise.</param>
    /// <param name="depth">Products a sum, at least 1, the same for every thread of the group.</param>
    /// <param name="lefts">[<see cref="SharedLength"/>], shared.</param>
    /// <param name="rights">[<see cref="SharedLength"/>], shared.</param>
    public static Tile4x4 Of<TLeft, TRight>(
        TLeft left, TRight right, int depth, ArrayView<Float4> lefts, ArrayView<Float4> rights)
        where TLeft : struct, ITileSource
        where TRight : struct, ITileSource
    {
        Tile4x4 sums = default;
        int start = 0;
        long stage = 0;
        Put(Read(left, start, depth), lefts, stage, TLeft.RowsAreNeighbours);
        Put(Read(right, start, depth), rights, stage, TRight.RowsAreNeighbours);
        Group.Barrier();
        do
        {
            start += Slice;
            Float4 nextLeft = Read(left, start, depth);
            Float4 nextRight = Read(right, start, depth);

            // Indices of shared memory are long: compilers fold constants into an address only where a sum cannot overflow.
            // Two products a turn: of more, ptxas holds the operands in registers that then other groups of threads lack.
            long row = stage + (Group.IdxX >> 3);
            long column = stage + (Group.IdxX & 7);
            for (int k = 0; k < Slice; k += 2)
            {
                sums = sums.Add(lefts[row], rights[column]);
                sums = sums.Add(lefts[row + Pitch], rights[column + Pitch]);
                row += 2 * Pitch;
                column += 2 * Pitch;
            }

            stage = Stage - stage;
            Put(nextLeft, lefts, stage, TLeft.RowsAreNeighbours);
            Put(nextRight, rights, stage, TRight.RowsAreNeighbours);
            Group.Barrier();
        }
        while (start < depth);

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
        sink.Write(row, column, sums.Row0);
        sink.Write(row + 1, column, sums.Row1);
        sink.Write(row + 2, column, sums.Row2);
        sink.Write(row + 3, column, sums.Row3);
    }

    // This thread's part of a slice: two neighbouring threads read the eight depths of a row or, where rows are neighbours, eight
    // read the 32 rows of a depth.
    private static Float4 Read<TSource>(TSource source, int start, int depth)
        where TSource : struct, ITileSource => TSource.RowsAreNeighbours
            ? source.Read((Group.IdxX & 7) * 4, start + (Group.IdxX >> 3), depth)
            : source.Read(Group.IdxX >> 1, start + ((Group.IdxX & 1) * 4), depth);

    // Tiles lie [depth, row], so that a thread multiplies four rows at once.
    private static void Put(Float4 values, ArrayView<Float4> tiles, long stage, bool rowsAreNeighbours)
    {
        if (rowsAreNeighbours)
        {
            tiles[stage + ((Group.IdxX >> 3) * Pitch) + (Group.IdxX & 7)] = values;
            return;
        }

        ArrayView<float> tile = tiles.Cast<float>();
        long place = (4 * (stage + ((Group.IdxX & 1) * 4 * Pitch))) + (Group.IdxX >> 1);
        tile[place] = values.X;
        tile[place + (4 * Pitch)] = values.Y;
        tile[place + (8 * Pitch)] = values.Z;
        tile[place + (12 * Pitch)] = values.W;
    }
}
