namespace SqueezeBert.Gpu.Kernels;

/// <summary><c>y = 1 / (1 + exp(-x))</c>; Hugging Face's <c>sigmoid</c>.</summary>
public readonly struct Sigmoid : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        ElementaryFunctions.Sigmoid(x);
}
