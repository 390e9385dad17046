using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Whether an attention kernel looks at a key mask: a type parameter, so that one without it pays nothing.
/// </summary>
internal interface IKeyMask
{
    /// <summary>The score of a key as softmax sees it.</summary>
    /// <param name="keyMask">[T], 0 where a key is masked.</param>
    /// <param name="key">The key's row.</param>
    /// <param name="score">The scaled product.</param>
    static abstract float Apply(ArrayView<int> keyMask, int key, float score);
}
