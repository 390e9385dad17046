using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Four times four floats in the registers of a GPU thread.</summary>
internal readonly struct Float4x4
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
    public Float4x4(Float4 row0, Float4 row1, Float4 row2, Float4 row3)
    {
        Row0 = row0;
        Row1 = row1;
        Row2 = row2;
        Row3 = row3;
    }
}
