using System.Runtime.CompilerServices;
using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// What the tensor-core kernels are made of: a group of four warps, tiles of 64 rows x 64 bytes in shared memory, which are 32
/// depths of 16-bit numbers or 16 of 32-bit numbers, and of the left operand 16 rows a warp.
/// </summary>
internal static class TensorTile
{
    /// <summary>Threads of a group.</summary>
    public const int GroupSize = 128;

    /// <summary>Rows of a tile.</summary>
    public const int Rows = 64;

    /// <summary>Bytes of a row of a tile.</summary>
    public const int RowBytes = 64;

    /// <summary>
    /// Bytes from one row to the next. ldmatrix reads 16 bytes of each of eight rows at a time: an odd multiple of 16 spreads
    /// them over all banks.
    /// </summary>
    public const int Pitch = RowBytes + 16;

    /// <summary>Bytes of a tile.</summary>
    public const int Bytes = Rows * Pitch;

    /// <summary>This thread's place in its warp.</summary>
    public static int Lane => Group.IdxX & 31;

    /// <summary>The first of the 16 rows of a tile that this thread's warp multiplies.</summary>
    public static int WarpRow => (Group.IdxX >> 5) * 16;

    /// <summary>Depths of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Depth<TElement>()
        where TElement : struct, ITensorElement => RowBytes / TElement.Size;

    /// <summary>Whether a product of such matrices can run on tensor cores, 32 bytes of depth at a time.</summary>
    /// <param name="storage">How weights are stored.</param>
    /// <param name="depth">Products a sum.</param>
    /// <param name="columns">Sums a row.</param>
    public static bool Fits(ElementType storage, int depth, int columns) =>
        storage != ElementType.F32 && Elements.SizeOf(storage) * depth % 32 == 0 && columns % 8 == 0;

    /// <summary>The row that this lane names when its warp loads a <see cref="TensorFragment"/> of the left operand.</summary>
    /// <param name="pitch">Bytes from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LeftOffset(int pitch) => (uint)(((WarpRow + (Lane & 15)) * pitch) + (Lane >> 4 << 4));

    /// <summary>
    /// The row that this lane names when its warp loads 16 rows of the right operand: quarters 0 and 1 are the depths of rows 0
    /// to 7, quarters 2 and 3 those of rows 8 to 15.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RightOffset() => (uint)((((Lane & 7) + (Lane >> 4 << 3)) * Pitch) + ((Lane >> 3 & 1) << 4));

    /// <summary>
    /// As <see cref="RightOffset"/>, for a product whose sums will be the left operand of the next. Of 16-bit numbers a lane holds
    /// sums where it wants them; of 32-bit numbers it holds two neighbours and wants two that lie four apart, so that the rows of
    /// every eight are taken in the order 0 4 1 5 2 6 3 7.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HandedRightOffset<TElement>()
        where TElement : struct, ITensorElement
    {
        int row = Lane & 7;
        int handed = TElement.Size == sizeof(float) ? (row >> 1) + ((row & 1) << 2) : row;
        return (uint)(((handed + (Lane >> 4 << 3)) * Pitch) + ((Lane >> 3 & 1) << 4));
    }

    /// <summary>Of every eight columns of sums made so, the first that this lane holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HandedColumn<TElement>()
        where TElement : struct, ITensorElement => TElement.Size == sizeof(float) ? Lane & 3 : 2 * (Lane & 3);

    /// <summary>From that column to the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HandedStep<TElement>()
        where TElement : struct, ITensorElement => TElement.Size == sizeof(float) ? 4 : 1;

    /// <summary>
    /// The row that this lane names when its warp loads 16 depths of 16 columns of the right operand, where depths are rows:
    /// quarters 0 and 1 are the first eight columns of rows 0 to 7 and 8 to 15, quarters 2 and 3 the next eight.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ColumnOffset() => (uint)(((Lane & 15) * Pitch) + (Lane >> 4 << 4));

    /// <summary>Adds the products of a whole tile's depth.</summary>
    /// <param name="sums">Changed in place.</param>
    /// <param name="left">Of the left operand, <see cref="LeftOffset"/> included.</param>
    /// <param name="right">Of the right operand, <see cref="RightOffset"/> included.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<TElement>(TensorStrip sums, uint left, uint right)
        where TElement : struct, ITensorElement
    {
        sums.Add<TElement>(TensorFragment.Load(left), right);
        sums.Add<TElement>(TensorFragment.Load(left + 32), right + 32);
    }

    /// <summary>As the other, with a left operand that an input brought.</summary>
    /// <param name="sums">Changed in place.</param>
    /// <param name="left">Of the left operand, <see cref="LeftOffset"/> included.</param>
    /// <param name="right">Of the right operand, <see cref="RightOffset"/> included.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<TElement, TInput>(TensorStrip sums, uint left, uint right)
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput
    {
        var first = TensorFragment.Load(left);
        TInput.Round(first);
        sums.Add<TElement>(first, right);
        var second = TensorFragment.Load(left + 32);
        TInput.Round(second);
        sums.Add<TElement>(second, right + 32);
    }
}
