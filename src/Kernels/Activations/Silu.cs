namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = x * sigmoid(x)</c> (Elfwing et al. 2017, https://arxiv.org/abs/1702.03118; Ramachandran et al. 2017,
/// https://arxiv.org/abs/1710.05941); Hugging Face's <c>silu</c> and <c>swish</c>.
/// </summary>
public readonly struct Silu : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        x * ElementaryFunctions.Sigmoid(x);
}
