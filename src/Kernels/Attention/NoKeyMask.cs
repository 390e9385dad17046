using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Every key counts.</summary>
internal readonly struct NoKeyMask : IKeyMask
{
    /// <inheritdoc/>
    public static float Apply(ArrayView<int> keyMask, int key, float score) => score;
}
