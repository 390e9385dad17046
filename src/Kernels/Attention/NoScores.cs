namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="AttentionScores.None"/>.</summary>
internal readonly struct NoScores : IScoresWriter
{
    /// <inheritdoc/>
    public static bool WritesScores => false;

    /// <inheritdoc/>
    public static bool WritesProbabilities => false;
}
