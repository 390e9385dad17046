namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>y = erf(x), to be swept by itself.</summary>
public readonly struct ErrorFunction : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> => ElementaryFunctions.Erf(x);
}
