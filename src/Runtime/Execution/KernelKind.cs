namespace SqueezeBert.Gpu.Execution;

/// <summary>Which code computes a node.</summary>
public enum KernelKind
{
    /// <summary>SIMD code of the CPU device.</summary>
    Host,

    /// <summary>A kernel that runs on every GPU.</summary>
    Portable,

    /// <summary>A kernel that multiplies on tensor cores.</summary>
    TensorCores,

    /// <summary>
    /// A kernel that does so in one launch, where other shapes of a batch take two with results in memory between them:
    /// self-attention of sentences that are not too long.
    /// </summary>
    FusedTensorCores,
}
