namespace SqueezeBert.Gpu.Kernels.Bench.Measuring;

/// <summary>The fastest that a device was seen to go.</summary>
/// <param name="OperationsPerSecond">Float32 multiply-adds, counted as two, on data in registers.</param>
/// <param name="BytesPerSecond">Reading memory that no cache holds.</param>
internal readonly record struct DevicePeak(double OperationsPerSecond, double BytesPerSecond);
