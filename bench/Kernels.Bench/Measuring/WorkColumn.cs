using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace SqueezeBert.Gpu.Kernels.Bench.Measuring;

/// <summary>A column that sets the mean time of a benchmark against its <see cref="Work"/>.</summary>
/// <param name="name">The heading.</param>
/// <param name="place">Its place among these columns.</param>
/// <param name="legend">What it means; asked for when the table is done.</param>
/// <param name="value">The cell: from the benchmark and its mean in seconds; null where there is nothing to say.</param>
internal sealed class WorkColumn(
    string name, int place, Func<string> legend, Func<DeviceBenchmark, double, double?> value) : IColumn
{
    public string Id => $"{nameof(WorkColumn)}.{name}";

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => place;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend();

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        const double NanosecondsPerSecond = 1e9;
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics)
        {
            return "NA";
        }

        double? number = value(Benchmark(benchmarkCase), statistics.Mean / NanosecondsPerSecond);
        return number?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";
    }

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;

    public override string ToString() => name;

    // The benchmark ran in another process. Here it only says what it was, and is never set up.
    private static DeviceBenchmark Benchmark(BenchmarkCase benchmarkCase)
    {
        Type type = benchmarkCase.Descriptor.Type;
        var benchmark = (DeviceBenchmark)Activator.CreateInstance(type)!;
        foreach (ParameterInstance parameter in benchmarkCase.Parameters.Items)
        {
            type.GetProperty(parameter.Name)!.SetValue(benchmark, parameter.Value);
        }

        return benchmark;
    }
}
