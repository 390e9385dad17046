using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <see cref="ElementType.TF32"/>: a float32 whose lower 13 bits are zero. Ties round away from zero, as <c>cvt.rna.tf32.f32</c>
/// rounds activations on the device.
/// </summary>
public readonly struct TF32 : IElement<float>
{
    private const uint Dropped = 0x1fff;

    /// <inheritdoc/>
    public static float Widen(float bits) => bits;

    /// <inheritdoc/>
    public static float Narrow(float value)
    {
        uint word = Interop.FloatAsInt(value);
        bool isNaN = (word & 0x7fffffff) > 0x7f800000;
        return Interop.IntAsFloat((isNaN ? word | 0x400000 : word + ((Dropped + 1) >> 1)) & ~Dropped);
    }

    /// <inheritdoc/>
    static float IElement<float>.WidenOnDevice(float bits) => Widen(bits);

    /// <inheritdoc/>
    static float IElement<float>.NarrowOnDevice(float value) => Narrow(value);

    /// <inheritdoc/>
    static Float4 IElement<float>.Load(ArrayView<float> bits, long quad) => bits.Cast<Float4>()[quad];

    /// <inheritdoc/>
    static void IElement<float>.Store(ArrayView<float> bits, long quad, Float4 values) => bits.Cast<Float4>()[quad] =
        new Float4(Narrow(values.X), Narrow(values.Y), Narrow(values.Z), Narrow(values.W));
}
