namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="AttentionScores.Scores"/>.</summary>
internal readonly struct MaskedScores : IScoresWriter
{
    /// <inheritdoc/>
    public static bool WritesScores => true;

    /// <inheritdoc/>
    public static bool WritesProbabilities => false;
}
