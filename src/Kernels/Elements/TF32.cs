using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="ElementType.TF32"/>: a float32 whose lower 13 bits are zero.</summary>
public readonly struct TF32 : IElement<float>
{
    private const uint Dropped = 0x1fff;

    /// <inheritdoc/>
    public static float Widen(float bits) => bits;

    /// <inheritdoc/>
    public static float Narrow(float value)
    {
        uint word = Interop.FloatAsInt(value);
        uint rounded = word + (Dropped >> 1) + (word >> 13 & 1);
        return Interop.IntAsFloat(((word & 0x7fffffff) > 0x7f800000 ? word | 0x400000 : rounded) & ~Dropped);
    }
}
