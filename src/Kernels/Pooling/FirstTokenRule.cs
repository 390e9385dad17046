namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="PoolingKind.FirstToken"/>.</summary>
internal readonly struct FirstTokenRule : IPoolingRule
{
    /// <inheritdoc/>
    public static bool FirstOnly => true;

    /// <inheritdoc/>
    public static T Combine<T>(T pooled, T x)
        where T : struct, IReal<T> => pooled;

    /// <inheritdoc/>
    public static T Finish<T>(T pooled, T count)
        where T : struct, IReal<T> => pooled;
}
