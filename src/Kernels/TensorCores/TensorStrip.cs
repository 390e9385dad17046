using System.Runtime.CompilerServices;
using ILGPU.Algorithms;

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
    public TensorStrip(
        TensorSums sums0,
        TensorSums sums1,
        TensorSums sums2,
        TensorSums sums3,
        TensorSums sums4,
        TensorSums sums5,
        TensorSums sums6,
        TensorSums sums7)
    {
        Sums0 = sums0;
        Sums1 = sums1;
        Sums2 = sums2;
        Sums3 = sums3;
        Sums4 = sums4;
        Sums5 = sums5;
        Sums6 = sums6;
        Sums7 = sums7;
    }

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

    /// <summary>Adds left * right^T, the products of 32 bytes of depth to each sum.</summary>
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

    /// <summary>Adds left * right, 64 products of 16-bit numbers to each sum.</summary>
    /// <param name="left">16 x 64.</param>
    /// <param name="right">
    /// 64 rows of 64 in shared memory, in two tiles of 32 side by side, as <see cref="TensorTile.ColumnOffset"/> places the lane.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddColumns<TElement>(TensorOperand left, uint right)
        where TElement : struct, ITensorHalf
    {
        AddColumns<TElement>(left.Depth0, right);
        AddColumns<TElement>(left.Depth1, right + (16 * TensorTile.Pitch));
        AddColumns<TElement>(left.Depth2, right + (32 * TensorTile.Pitch));
        AddColumns<TElement>(left.Depth3, right + (48 * TensorTile.Pitch));
    }

    /// <summary>Multiplies all sums in place.</summary>
    /// <param name="upper">The factor of the lane's upper row.</param>
    /// <param name="lower">The factor of its lower row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Scale(float upper, float lower)
    {
        Sums0.Scale(upper, lower);
        Sums1.Scale(upper, lower);
        Sums2.Scale(upper, lower);
        Sums3.Scale(upper, lower);
        Sums4.Scale(upper, lower);
        Sums5.Scale(upper, lower);
        Sums6.Scale(upper, lower);
        Sums7.Scale(upper, lower);
    }

    /// <summary>The largest that this lane holds of its upper row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float UpperLargest() => XMath.Max(
        XMath.Max(
            XMath.Max(XMath.Max(Sums0.Upper0, Sums0.Upper1), XMath.Max(Sums1.Upper0, Sums1.Upper1)),
            XMath.Max(XMath.Max(Sums2.Upper0, Sums2.Upper1), XMath.Max(Sums3.Upper0, Sums3.Upper1))),
        XMath.Max(
            XMath.Max(XMath.Max(Sums4.Upper0, Sums4.Upper1), XMath.Max(Sums5.Upper0, Sums5.Upper1)),
            XMath.Max(XMath.Max(Sums6.Upper0, Sums6.Upper1), XMath.Max(Sums7.Upper0, Sums7.Upper1))));

    /// <summary>The largest that this lane holds of its lower row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float LowerLargest() => XMath.Max(
        XMath.Max(
            XMath.Max(XMath.Max(Sums0.Lower0, Sums0.Lower1), XMath.Max(Sums1.Lower0, Sums1.Lower1)),
            XMath.Max(XMath.Max(Sums2.Lower0, Sums2.Lower1), XMath.Max(Sums3.Lower0, Sums3.Lower1))),
        XMath.Max(
            XMath.Max(XMath.Max(Sums4.Lower0, Sums4.Lower1), XMath.Max(Sums5.Lower0, Sums5.Lower1)),
            XMath.Max(XMath.Max(Sums6.Lower0, Sums6.Lower1), XMath.Max(Sums7.Lower0, Sums7.Lower1))));

    /// <summary>The sum of what this lane holds of its upper row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float UpperSum() =>
        Sums0.Upper0 + Sums0.Upper1 + Sums1.Upper0 + Sums1.Upper1 + Sums2.Upper0 + Sums2.Upper1 + Sums3.Upper0 + Sums3.Upper1
        + Sums4.Upper0 + Sums4.Upper1 + Sums5.Upper0 + Sums5.Upper1 + Sums6.Upper0 + Sums6.Upper1 + Sums7.Upper0 + Sums7.Upper1;

    /// <summary>The sum of what this lane holds of its lower row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float LowerSum() =>
        Sums0.Lower0 + Sums0.Lower1 + Sums1.Lower0 + Sums1.Lower1 + Sums2.Lower0 + Sums2.Lower1 + Sums3.Lower0 + Sums3.Lower1
        + Sums4.Lower0 + Sums4.Lower1 + Sums5.Lower0 + Sums5.Lower1 + Sums6.Lower0 + Sums6.Lower1 + Sums7.Lower0 + Sums7.Lower1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddColumns<TElement>(TensorFragment left, uint right)
        where TElement : struct, ITensorHalf
    {
        AddColumns<TElement>(Sums0, Sums1, left, right);
        AddColumns<TElement>(Sums2, Sums3, left, right + 32);
        AddColumns<TElement>(Sums4, Sums5, left, right + TensorTile.Bytes);
        AddColumns<TElement>(Sums6, Sums7, left, right + TensorTile.Bytes + 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddColumns<TElement>(TensorSums first, TensorSums second, TensorFragment left, uint right)
        where TElement : struct, ITensorHalf
    {
        var columns = TensorFragment.LoadTransposed(right);
        TElement.MultiplyAdd(first, left, columns.Word0, columns.Word1);
        TElement.MultiplyAdd(second, left, columns.Word2, columns.Word3);
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
