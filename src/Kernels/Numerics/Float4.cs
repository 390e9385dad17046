using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Four floats in the registers of a GPU thread, loaded at once from an address that is a multiple of 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Float4
{
    /// <summary>The first.</summary>
    public readonly float X;

    /// <summary>The second.</summary>
    public readonly float Y;

    /// <summary>The third.</summary>
    public readonly float Z;

    /// <summary>The fourth.</summary>
    public readonly float W;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4(float x, float y, float z, float w)
    {
        X = x;
        Y = y;
        Z = z;
        W = w;
    }

    /// <summary>The sum of all four.</summary>
    public float Sum => X + Y + Z + W;

    /// <summary>The sums of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 operator +(Float4 a, Float4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);

    /// <summary>a * b + c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 MultiplyAdd(float a, Float4 b, Float4 c) =>
        new((a * b.X) + c.X, (a * b.Y) + c.Y, (a * b.Z) + c.Z, (a * b.W) + c.W);

    /// <summary>The sum of the squares of how far each is from <paramref name="mean"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4 Minus(float mean) => new(X - mean, Y - mean, Z - mean, W - mean);

    /// <summary>The sum of the squares of the distances from a mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float SquaresAround(float mean) =>
        ((X - mean) * (X - mean)) + ((Y - mean) * (Y - mean)) + ((Z - mean) * (Z - mean)) + ((W - mean) * (W - mean));

    /// <summary>The first <paramref name="count"/>, at least 1, and something else for the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4 First(int count, float otherwise) => new(
        X, count > 1 ? Y : otherwise, count > 2 ? Z : otherwise, count > 3 ? W : otherwise);

    /// <summary>(this - mean) * inverse * scale + shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4 Normalize(float mean, float inverse, Float4 scale, Float4 shift) => new(
        ((X - mean) * inverse * scale.X) + shift.X,
        ((Y - mean) * inverse * scale.Y) + shift.Y,
        ((Z - mean) * inverse * scale.Z) + shift.Z,
        ((W - mean) * inverse * scale.W) + shift.W);
}
