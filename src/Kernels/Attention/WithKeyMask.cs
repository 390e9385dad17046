using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>A masked key's score goes down by the largest float, and no further: never to minus infinity.</summary>
internal readonly struct WithKeyMask : IKeyMask
{
    /// <inheritdoc/>
    public static float Apply(ArrayView<int> keyMask, int key, float score) =>
        keyMask[key] != 0 ? score : XMath.Max(score + float.MinValue, float.MinValue);
}
