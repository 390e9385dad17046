namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="AttentionScores.Probabilities"/>.</summary>
internal readonly struct NormalizedScores : IScoresWriter
{
    /// <inheritdoc/>
    public static bool WritesScores => true;

    /// <inheritdoc/>
    public static bool WritesProbabilities => true;
}
