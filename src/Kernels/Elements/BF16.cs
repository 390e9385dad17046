using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="ElementType.BF16"/>: the upper half of a float32.</summary>
public readonly struct BF16 : IElement<ushort>
{
    /// <inheritdoc/>
    public static float Widen(ushort bits) => Interop.IntAsFloat((uint)bits << 16);

    /// <inheritdoc/>
    public static ushort Narrow(float value)
    {
        uint word = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
        {
            return (ushort)((word >> 16) | 0x40);
        }

        uint roundToEven = 0x7fff + ((word >> 16) & 1);
        return (ushort)((word + roundToEven) >> 16);
    }
}
