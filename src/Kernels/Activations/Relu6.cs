namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <c>y = min(max(x, 0), 6)</c> (Howard et al. 2017, https://arxiv.org/abs/1704.04861); Hugging Face's <c>relu6</c>.
/// </summary>
public readonly struct Relu6 : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T>
    {
        var six = T.Constant(6f);
        T y = Relu.Apply(x);
        return T.Lesser(six, y);
    }
}
