namespace SqueezeBert.Gpu.Kernels;

/// <summary>Every key counts.</summary>
internal readonly struct NoKeyMask : IKeyMask
{
    /// <inheritdoc/>
    public static float Apply(AttentionArguments a, int key, float score) => score;
}
