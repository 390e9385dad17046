namespace SqueezeBert.Gpu.Kernels;

/// <summary><c>y = x</c>; Hugging Face's <c>linear</c>.</summary>
public readonly struct Linear : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        x;
}
