using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>64 rows of a matrix on their way to shared memory, as they are.</summary>
internal readonly struct TensorCopies
{
    /// <summary>Threads that copy the 64 bytes of a row of a tile, 16 bytes each.</summary>
    public const int Quads = TensorTile.RowBytes / 16;

    private readonly long row0;
    private readonly long row1;
    private readonly long row2;
    private readonly long row3;
    private readonly int length;
    private readonly int step;

    /// <summary>
    /// Takes the rows that this thread copies: four neighbours copy one, so each thread of four warps has two and one of two warps
    /// four.
    /// </summary>
    /// <param name="matrix">The address of the first row, a multiple of 16.</param>
    /// <param name="pitch">Bytes from one row to the next, a multiple of 16.</param>
    /// <param name="rows">Rows that are there; past the last, the last is repeated.</param>
    /// <param name="length">Bytes of a row, a multiple of 16; past the last, zeros.</param>
    /// <param name="threads">Threads of the group: a constant, as in <see cref="TensorRows"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorCopies(long matrix, int pitch, int rows, int length, int threads = TensorTile.GroupSize)
    {
        step = threads / Quads;
        row0 = Place(matrix, pitch, rows, 0);
        row1 = Place(matrix, pitch, rows, step);
        row2 = Place(matrix, pitch, rows, 2 * step);
        row3 = Place(matrix, pitch, rows, 3 * step);
        this.length = length;
    }

    private static int Row => Group.IdxX / Quads;

    private static int Quad => Group.IdxX & (Quads - 1);

    /// <summary>From a tile's first byte to the first that this thread copies.</summary>
    /// <param name="pitch">Bytes from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Offset(int pitch) => (Row * pitch) + (16 * Quad);

    /// <summary>Takes rows of activations.</summary>
    /// <param name="address">Where the first channel of the first token lies.</param>
    /// <param name="rows">Which.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorCopies Of<TElement>(long address, TensorRows rows)
        where TElement : struct, ITensorElement => new(
            address + (TElement.Size * rows.Start), TElement.Size * rows.Stride, rows.Rows, TElement.Size * rows.Depths);

    /// <summary>Starts the copies of a tile.</summary>
    /// <param name="to">The tile in shared memory.</param>
    /// <param name="first">The first byte of its rows, one that is there.</param>
    /// <param name="rowPitch">Bytes from one row of shared memory to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(uint to, int first, int rowPitch = TensorTile.Pitch)
    {
        uint place = to + (uint)Offset(rowPitch);
        uint bytes = first + (16 * Quad) < length ? 16u : 0u;
        AsyncCopy.Start(place, row0 + first, bytes);
        AsyncCopy.Start(place + (uint)(step * rowPitch), row1 + first, bytes);
        if (2 * step < TensorTile.Rows)
        {
            AsyncCopy.Start(place + (uint)(2 * step * rowPitch), row2 + first, bytes);
            AsyncCopy.Start(place + (uint)(3 * step * rowPitch), row3 + first, bytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Place(long matrix, int pitch, int rows, int row) =>
        matrix + ((long)pitch * XMath.Min(Row + row, rows - 1)) + (16 * Quad);
}
