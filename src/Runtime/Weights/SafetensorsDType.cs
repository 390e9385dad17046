namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// The element types of a safetensors file that this library reads and writes. The file format knows more (8-bit floats,
/// unsigned integers); those are refused by name. Source: <c>safetensors/src/tensor.rs</c>, <c>Dtype</c>.
/// </summary>
/// <remarks>The order is that of the reference's alignment, which decides the order of tensors in a written file.</remarks>
public enum SafetensorsDType
{
    /// <summary><c>BOOL</c>, one byte, 0 or 1.</summary>
    Bool,

    /// <summary><c>U8</c>, unsigned 8-bit integer.</summary>
    U8,

    /// <summary><c>I8</c>, signed 8-bit integer.</summary>
    I8,

    /// <summary><c>I16</c>, signed 16-bit integer.</summary>
    I16,

    /// <summary><c>F16</c>, IEEE 754 half precision.</summary>
    F16,

    /// <summary><c>BF16</c>, the upper half of a single.</summary>
    BF16,

    /// <summary><c>I32</c>, signed 32-bit integer.</summary>
    I32,

    /// <summary><c>F32</c>, IEEE 754 single precision.</summary>
    F32,

    /// <summary><c>F64</c>, IEEE 754 double precision.</summary>
    F64,

    /// <summary><c>I64</c>, signed 64-bit integer.</summary>
    I64,
}
