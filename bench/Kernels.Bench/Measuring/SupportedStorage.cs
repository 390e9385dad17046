using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Bench.Measuring;

/// <summary>
/// Leaves out the benchmarks whose weights are stored in a format that their device does not multiply. BenchmarkDotNet makes one of
/// every combination of parameters, and TF32 is for tensor cores only.
/// </summary>
internal sealed class SupportedStorage : IFilter
{
    private readonly Lazy<bool> hasTensorCores = new(() =>
    {
        using ComputeDevice device = ComputeDevices.Open(DeviceKind.Cuda);
        return device.HasTensorCores;
    });

    /// <inheritdoc/>
    public bool Predicate(BenchmarkCase benchmarkCase) =>
        benchmarkCase.Parameters[nameof(GroupedConv1dBenchmark.Storage)] is not ElementType.TF32
        || (benchmarkCase.Parameters[nameof(DeviceBenchmark.Kind)] is DeviceKind.Cuda && hasTensorCores.Value);
}
