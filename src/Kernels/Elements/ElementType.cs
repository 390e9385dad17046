namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// How a weight is stored in device memory. Sums are float32 whatever the storage, and so are products but those of tensor cores,
/// which round the other operand to the same format.
/// </summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    F32,

    /// <summary>IEEE 754 half precision, 2 bytes: 11 significant bits, largest 65504.</summary>
    F16,

    /// <summary>bfloat16, 2 bytes: float32's range with 8 significant bits.</summary>
    BF16,

    /// <summary>
    /// NVIDIA's TF32, 4 bytes: float32's range with 11 significant bits, so that tensor cores of compute capability 8.0 or later
    /// multiply it. Activations beside it stay float32 and are rounded where they are multiplied. Other devices refuse it.
    /// </summary>
    TF32,
}
