using SqueezeBert.Gpu.ModelBench.Contest;
using SqueezeBert.Gpu.ModelBench.Results;
using static SqueezeBert.Gpu.ModelBench.Results.MarkdownTables;

namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>The grid as tables: for each model an overview of the device's time, then everything.</summary>
/// <param name="output">Where they go.</param>
/// <param name="report">What was measured.</param>
internal sealed class GridTables(MarkdownTables output, HardwareReport report)
{
    private const double Giga = 1e9;
    private const double Tera = 1e12;

    /// <summary>Writes them.</summary>
    public void Write()
    {
        foreach (IGrouping<string, GridEntry> model in report.Grid.GroupBy(entry => entry.Entrant.Model))
        {
            Entrant[] entrants = [.. model.Select(entry => entry.Entrant).Distinct()];
            BatchShape[] shapes =
            [
                .. model.Select(entry => new BatchShape(entry.Batch, entry.Sequence)).Distinct()
                    .OrderBy(shape => shape.Sequence).ThenBy(shape => shape.Batch),
            ];
            WriteOverview(model.Key, [.. model], entrants, shapes);
            WriteAll(model.Key, [.. model], shapes);
        }
    }

    private void WriteOverview(string model, GridEntry[] entries, Entrant[] entrants, BatchShape[] shapes)
    {
        output.Heading($"## {model}: milliseconds on the device");
        output.Paragraph("A pass of some that follow each other without waiting, inputs and outputs on the device.");
        output.Table(
            ["batch x sequence", .. entrants.Select(entrant => entrant.Label())],
            shapes.Select(shape => (string[])
            [
                $"{shape}",
                .. entrants.Select(entrant => Find(entries, entrant, shape)?.Timing is { } timing
                    ? Time(timing.BackToBackSeconds)
                    : "-"),
            ]));
    }

    private void WriteAll(string model, GridEntry[] entries, BatchShape[] shapes)
    {
        output.Heading($"## {model}: everything");
        output.Paragraph(
            "p50, p90, p99 and min are milliseconds of single passes from inputs on the host to outputs on the host, and sequences "
            + "a second follow from p50. TFLOP/s (the model's matrix products) and GB/s (inputs, weights and results of every launch, "
            + "each once) follow from the time on the device; % is the share of the measured ceiling, above 100 from caches.");
        output.Table(
            [
                "batch x sequence", "engine", "p50", "p90", "p99", "min", "on the device", "sequences/s", "TFLOP/s", "%", "GB/s", "%",
            ],
            shapes.SelectMany(shape => entries.Where(entry => entry.Batch == shape.Batch && entry.Sequence == shape.Sequence))
                .Select(Row));
    }

    private string[] Row(GridEntry entry)
    {
        string[] who = [$"{entry.Batch}x{entry.Sequence}", entry.Entrant.Label()];
        if (entry.Timing is not { } timing)
        {
            return [.. who, $"failed: {entry.Error?.ReplaceLineEndings(" ").Replace('|', '/')}", "", "", "", "", "", "", "", "", ""];
        }

        double operations = entry.Operations / timing.BackToBackSeconds;
        double? bytes = timing.Bytes / timing.BackToBackSeconds;
        return
        [
            .. who, Time(timing.P50Seconds), Time(timing.P90Seconds), Time(timing.P99Seconds), Time(timing.MinSeconds),
            Time(timing.BackToBackSeconds), Number(entry.Batch / timing.P50Seconds, "0.0"), Number(operations / Tera, "0.000"),
            Share(operations, report.Ceiling?.Operations(entry.Entrant.Precision)),
            bytes is { } rate ? Number(rate / Giga, "0.0") : "-", Share(bytes, report.Ceiling?.Memory),
        ];
    }

    private static string Time(double seconds) => Number(1e3 * seconds, "0.000");

    private static string Share(double? rate, double? ceiling) =>
        rate is { } reached && ceiling is { } most ? Number(100 * reached / most, "0.0") : "-";

    private static GridEntry? Find(GridEntry[] entries, Entrant entrant, BatchShape shape) => entries.FirstOrDefault(
        entry => entry.Entrant == entrant && entry.Batch == shape.Batch && entry.Sequence == shape.Sequence);
}
