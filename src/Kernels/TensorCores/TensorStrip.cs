using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// A warp's 16 x 64 sums: 32 registers of each lane. Named fields, for the reason of <see cref="Tile4x4"/>; changed in place, as
/// <see cref="TensorSums"/> are.
/// </summary>
internal readonly struct TensorStrip
{
    /// <summary>Columns 0 to 7.</summary>
    public readonly TensorSums Sums0;

    /// <summary>Columns 8 to 15.</summary>
    public readonly TensorSums Sums1;

    /// <summary>Columns 16 to 23.</summary>
    public readonly TensorSums Sums2;

    /// <summary>Columns 24 to 31.</summary>
    public readonly TensorSums Sums3;

    /// <summary>Columns 32 to 39.</summary>
    public readonly TensorSums Sums4;

    /// <summary>Columns 40 to 47.</summary>
    public readonly TensorSums Sums5;

    /// <summary>Columns 48 to 55.</summary>
    public readonly TensorSums Sums6;

    /// <summary>Columns 56 to 63.</summary>
    public readonly TensorSums Sums7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TensorStrip(uint origin)
    {
        Sums0 = TensorSums.Zero(origin);
        Sums1 = TensorSums.Zero(origin);
        Sums2 = TensorSums.Zero(origin);
        Sums3 = TensorSums.Zero(origin);
        Sums4 = TensorSums.Zero(origin);
        Sums5 = TensorSums.Zero(origin);
        Sums6 = TensorSums.Zero(origin);
        Sums7 = TensorSums.Zero(origin);
    }

    /// <summary>Sums of nothing.</summary>
    /// <param name="origin">As <see cref="TensorRegister"/> says.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorStrip Zero(uint origin) => new(origin);

    /// <summary>Adds left * right^T, 16 products to each sum.</summary>
    /// <param name="left">16 rows.</param>
    /// <param name="right">64 rows in shared memory, as <see cref="TensorTile.RightOffset"/> places the lane in them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TElement>(TensorFragment left, uint right)
        where TElement : struct, ITensorElement
    {
        Add<TElement>(Sums0, Sums1, left, right);
        Add<TElement>(Sums2, Sums3, left, right + (16 * TensorTile.Pitch));
        Add<TElement>(Sums4, Sums5, left, right + (32 * TensorTile.Pitch));
        Add<TElement>(Sums6, Sums7, left, right + (48 * TensorTile.Pitch));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TElement>(TensorSums first, TensorSums second, TensorFragment left, uint right)
        where TElement : struct, ITensorElement
    {
        var rows = TensorFragment.Load(right);
        TElement.MultiplyAdd(first, left, rows.Word0, rows.Word1);
        TElement.MultiplyAdd(second, left, rows.Word2, rows.Word3);
    }
}
