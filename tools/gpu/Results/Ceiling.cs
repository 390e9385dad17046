namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>The fastest that the device was seen to go, a multiply-add counted as two operations.</summary>
/// <param name="Single">Float32 operations a second, on data in registers.</param>
/// <param name="Half">Half-precision operations a second on tensor cores; null where they were not measured.</param>
/// <param name="TensorSingle">Likewise in TF32.</param>
/// <param name="Memory">Bytes a second, reading memory that no cache holds.</param>
internal sealed record Ceiling(double Single, double? Half, double? TensorSingle, double Memory)
{
    /// <summary>The ceiling of a precision: all but float32 go to tensor cores where there are some.</summary>
    /// <param name="precision">Its word.</param>
    public double Operations(string precision) => precision switch
    {
        "f16" or "bf16" => Half ?? Single,
        "tf32" => TensorSingle ?? Single,
        _ => Single,
    };
}
