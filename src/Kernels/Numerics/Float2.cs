using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Two floats in the registers of a GPU thread, loaded or stored at once at an address that is a multiple of 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Float2
{
    /// <summary>The first.</summary>
    public readonly float X;

    /// <summary>The second.</summary>
    public readonly float Y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float2(float x, float y)
    {
        X = x;
        Y = y;
    }
}
