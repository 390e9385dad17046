namespace SqueezeBert.Gpu.Kernels;

/// <summary><c>y = tanh(x)</c>; Hugging Face's <c>tanh</c>.</summary>
public readonly struct Tanh : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        ElementaryFunctions.Tanh(x);
}
