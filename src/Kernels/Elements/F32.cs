using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="ElementType.F32"/>: stored as it is.</summary>
public readonly struct F32 : IElement<float>
{
    /// <inheritdoc/>
    public static float Widen(float bits) => bits;

    /// <inheritdoc/>
    public static float Narrow(float value) => value;

    /// <inheritdoc/>
    static float IElement<float>.WidenOnDevice(float bits) => Widen(bits);

    /// <inheritdoc/>
    static float IElement<float>.NarrowOnDevice(float value) => Narrow(value);

    /// <inheritdoc/>
    static Float4 IElement<float>.Load(ArrayView<float> bits, long quad) => bits.Cast<Float4>()[quad];

    /// <inheritdoc/>
    static void IElement<float>.Store(ArrayView<float> bits, long quad, Float4 values) => bits.Cast<Float4>()[quad] = values;
}
