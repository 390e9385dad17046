namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="PoolingKind.Max"/>.</summary>
internal readonly struct MaxRule : IPoolingRule
{
    /// <inheritdoc/>
    public static bool FirstOnly => false;

    /// <inheritdoc/>
    public static T Combine<T>(T pooled, T x)
        where T : struct, IReal<T> => T.Max(pooled, x);

    /// <inheritdoc/>
    public static T Finish<T>(T pooled, T count)
        where T : struct, IReal<T> => pooled;
}
