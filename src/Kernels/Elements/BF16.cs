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
        uint word = Interop.FloatAsInt(value);
        uint upper = word >> 16;
        uint rounded = (word + 0x7fff + (upper & 1)) >> 16;
        return (ushort)((word & 0x7fffffff) > 0x7f800000 ? upper | 0x40 : rounded);
    }

    /// <inheritdoc/>
    static float IElement<ushort>.WidenOnDevice(ushort bits) => Widen(bits);

    /// <inheritdoc/>
    static ushort IElement<ushort>.NarrowOnDevice(float value) => Narrow(value);

    /// <inheritdoc/>
    static Float4 IElement<ushort>.Load(ArrayView<ushort> bits, long quad) => HalfQuads<BF16>.Load(bits, quad);

    /// <inheritdoc/>
    static void IElement<ushort>.Store(ArrayView<ushort> bits, long quad, Float4 values) =>
        HalfQuads<BF16>.Store(bits, quad, values);
}
