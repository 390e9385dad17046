namespace SqueezeBert.Gpu.Kernels;

/// <summary>A <see cref="PoolingKind"/> as a type parameter of <see cref="Pooling"/>.</summary>
internal interface IPoolingRule
{
    /// <summary>Whether only the first token is looked at, masked or not.</summary>
    static abstract bool FirstOnly { get; }

    /// <summary>Takes in another token that counts.</summary>
    /// <param name="pooled">What the tokens before it came to.</param>
    /// <param name="x">The token's value.</param>
    static abstract T Combine<T>(T pooled, T x)
        where T : struct, IReal<T>;

    /// <summary>The result.</summary>
    /// <param name="pooled">What the tokens came to.</param>
    /// <param name="count">How many counted, as a number to divide by.</param>
    static abstract T Finish<T>(T pooled, T count)
        where T : struct, IReal<T>;
}
