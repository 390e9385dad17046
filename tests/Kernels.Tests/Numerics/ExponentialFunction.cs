namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>y = e^x, to be swept by itself.</summary>
public readonly struct ExponentialFunction : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> => T.Exp(x);
}
