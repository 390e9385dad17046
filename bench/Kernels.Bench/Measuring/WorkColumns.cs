using BenchmarkDotNet.Columns;

namespace SqueezeBert.Gpu.Kernels.Bench.Measuring;

/// <summary>The columns of every table: how fast the device worked, and how near to its measured peak that is.</summary>
internal static class WorkColumns
{
    /// <summary>All of them, in order.</summary>
    public static IColumn[] All { get; } =
    [
        new WorkColumn(
            "GFLOP/s", 0, () => "operations of the operator's products over the mean; a multiply-add is two",
            (benchmark, seconds) => OrNothing(benchmark.Work.Operations / seconds / 1e9)),
        new WorkColumn(
            "% of FMA", 1, () => $"share of the measured peak of float32 multiply-adds ({Operations})",
            (benchmark, seconds) =>
                OrNothing(100 * benchmark.Work.Operations / seconds / Peaks.Of(benchmark.Kind).OperationsPerSecond)),
        new WorkColumn(
            "GB/s", 2, () => "bytes of the operator's tensors, each moved once, over the mean",
            (benchmark, seconds) => OrNothing(benchmark.Work.Bytes / seconds / 1e9)),
        new WorkColumn(
            "% of memory", 3, () => $"share of the measured peak of reading memory ({Bytes}); above 100 from the caches",
            (benchmark, seconds) => OrNothing(100 * benchmark.Work.Bytes / seconds / Peaks.Of(benchmark.Kind).BytesPerSecond)),
    ];

    private static string Operations => Peaks.Describe(peak => peak.OperationsPerSecond, "GFLOP/s");

    private static string Bytes => Peaks.Describe(peak => peak.BytesPerSecond, "GB/s");

    private static double? OrNothing(double value) => value > 0 ? value : null;
}
