namespace SqueezeBert.Gpu.Kernels;

/// <summary><c>y = x</c> for x &gt;= 0, else <c>0.01 x</c>; Hugging Face's <c>leaky_relu</c>.</summary>
public readonly struct LeakyRelu : IActivation
{
    /// <inheritdoc/>
    public static T Apply<T>(T x)
        where T : struct, IReal<T> =>
        T.WhereLess(x, T.Constant(0f), x * T.Constant(0.01f), x);
}
