namespace SqueezeBert.Gpu.Kernels;

/// <summary><c>y = max(x, 0)</c>; Hugging Face's <c>relu</c>.</summary>
public readonly struct Relu : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        T.Greater(T.Constant(0f), x);
}
