namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = max(x, 0)^2</c> (So et al. 2021, https://arxiv.org/abs/2109.08668); Hugging Face's <c>relu2</c>.
/// </summary>
public readonly struct SquaredRelu : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T>
    {
        T y = Relu.Apply(x);
        return y * y;
    }
}
