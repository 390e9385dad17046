namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>The fastest that the device was seen to go, a multiply-add counted as two operations.</summary>
/// <param name="Single">Float32 operations a second, on data in registers.</param>
/// <param name="Tensor">Half-precision operations a second on tensor cores; null where they were not measured.</param>
/// <param name="Memory">Bytes a second, reading memory that no cache holds.</param>
internal sealed record Ceiling(double Single, double? Tensor, double Memory)
{
    /// <summary>The ceiling of a precision: 16-bit numbers go to tensor cores where there are some.</summary>
    /// <param name="precision">Its word.</param>
    public double Operations(string precision) =>
        precision is "f16" or "bf16" && Tensor is { } tensor ? tensor : Single;
}
