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
}
