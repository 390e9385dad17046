namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))</c> (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415,
/// section 2); Hugging Face's <c>gelu_new</c>, <c>gelu_pytorch_tanh</c>, <c>gelu_python_tanh</c> and <c>gelu_accurate</c>.
/// </summary>
public readonly struct GeluNew : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        TanhGelu.Apply(x, 0.797884561f);
}
