using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The sixteen sums of a GPU thread that makes four rows times four columns of a matrix product. Named fields stay in registers,
/// where an array indexed by a loop would go to memory.
/// </summary>
internal readonly struct Tile4x4
{
    /// <summary>Row 0.</summary>
    public readonly Float4 Row0;

    /// <summary>Row 1.</summary>
    public readonly Float4 Row1;

    /// <summary>Row 2.</summary>
    public readonly Float4 Row2;

    /// <summary>Row 3.</summary>
    public readonly Float4 Row3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile4x4(Float4 row0, Float4 row1, Float4 row2, Float4 row3)
    {
        Row0 = row0;
        Row1 = row1;
        Row2 = row2;
        Row3 = row3;
    }

    /// <summary>The sums after one more product: of a column of the left matrix and a row of the right one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile4x4 Add(Float4 left, Float4 right) => new(
        Float4.MultiplyAdd(left.X, right, Row0),
        Float4.MultiplyAdd(left.Y, right, Row1),
        Float4.MultiplyAdd(left.Z, right, Row2),
        Float4.MultiplyAdd(left.W, right, Row3));
}
