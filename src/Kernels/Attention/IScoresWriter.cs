namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="AttentionScores"/> as a type parameter of the kernel.</summary>
internal interface IScoresWriter
{
    /// <summary>Whether scores are stored as they are computed.</summary>
    static abstract bool WritesScores { get; }

    /// <summary>Whether the stored scores are turned into probabilities at the end.</summary>
    static abstract bool WritesProbabilities { get; }
}
