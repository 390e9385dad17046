namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>y = 2^x, x clamped to what the function takes.</summary>
public readonly struct PowerOfTwoFunction : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        ElementaryFunctions.PowerOfTwo(T.Greater(T.Constant(-126), T.Lesser(T.Constant(127), x)));
}
