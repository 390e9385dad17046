namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Whether the kernel of <see cref="Attention"/> looks at a key mask: a type parameter, so that one without it pays nothing.
/// </summary>
internal interface IKeyMask
{
    /// <summary>The score of a key as softmax sees it.</summary>
    /// <param name="a">Holds the mask.</param>
    /// <param name="key">The key's row.</param>
    /// <param name="score">The scaled product.</param>
    static abstract float Apply(AttentionArguments a, int key, float score);
}
