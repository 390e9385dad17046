namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the tanh forms of GELU share: <c>y = x / 2 * (1 + tanh(scale * (x + 0.044715 x^3)))</c>.</summary>
internal static class TanhGelu
{
    /// <summary>The value at <paramref name="x"/>; x^3 may overflow to an infinity, which tanh takes.</summary>
    public static T Apply<T>(T x, float scale)
        where T : struct, IReal<T>
    {
        T cubic = T.MultiplyAdd(x * x * T.Constant(0.044715f), x, x);
        return T.Constant(0.5f) * x * (T.Constant(1f) + ElementaryFunctions.Tanh(cubic * T.Constant(scale)));
    }
}
