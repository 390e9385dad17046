namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>y = erfc(x / sqrt(2)), x clamped to what the function takes.</summary>
public readonly struct NormalTailsFunction : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        T.NormalTails(T.Greater(T.Constant(0), T.Lesser(T.Constant(6.5f), x)));
}
