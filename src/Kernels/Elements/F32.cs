namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="ElementType.F32"/>: stored as it is.</summary>
public readonly struct F32 : IElement<float>
{
    /// <inheritdoc/>
    public static float Widen(float bits) => bits;

    /// <inheritdoc/>
    public static float Narrow(float value) => value;
}
