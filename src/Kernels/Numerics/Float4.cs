using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Four floats that a GPU thread loads at once from an address that is a multiple of 16 bytes.</summary>
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

    public Float4(float x, float y, float z, float w)
    {
        X = x;
        Y = y;
        Z = z;
        W = w;
    }
}
