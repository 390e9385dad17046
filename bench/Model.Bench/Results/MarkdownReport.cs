using System.Globalization;
using System.Text;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>The results as Markdown tables.</summary>
internal sealed class MarkdownReport
{
    private readonly StringBuilder text = new();

    /// <summary>Writes the report.</summary>
    public MarkdownReport(IReadOnlyList<GridCell> cells)
    {
        foreach (IGrouping<int, GridCell> group in cells.GroupBy(cell => cell.Threads))
        {
            foreach (BenchModel model in BenchModel.All)
            {
                WriteGrid(model, group.Key, [.. group]);
            }
        }
    }

    /// <summary>The report.</summary>
    public string Text => text.ToString();

    private void WriteGrid(BenchModel model, int threads, IReadOnlyList<GridCell> cells)
    {
        Contestant[] contestants = [.. cells[0].Entries.Select(entry => entry.Contestant).Where(one => one.Model == model)];
        if (contestants.Length == 0)
        {
            return;
        }

        Line($"## {model.Name}, {threads} {(threads == 1 ? "thread" : "threads")}");
        Line($"Milliseconds: median (10th to 90th percentile).");
        Line();
        Row(["batch x sequence", .. contestants.Select(one => one.Name), "ours / ONNX Runtime", "ours / PyTorch"]);
        Row([.. Enumerable.Repeat("---", contestants.Length + 3)]);
        foreach (GridCell cell in cells)
        {
            GridEntry? ours = cell.Find(model, RivalKind.Ours);
            Row(
            [
                $"{cell.Shape}",
                .. contestants.Select(one => Milliseconds(cell.Find(model, one.Rival, one.Precision)!.Seconds)),
                Ratio(ours, cell.Find(model, RivalKind.OnnxRuntime)),
                Ratio(ours, cell.Find(model, RivalKind.PyTorch)),
            ]);
        }

        Line();
    }

    private static string Milliseconds(Summary seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{1e3 * seconds.Median:0.0} ({1e3 * seconds.P10:0.0}-{1e3 * seconds.P90:0.0})");

    private static string Ratio(GridEntry? one, GridEntry? other) => one is null || other is null
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{one.Seconds.Median / other.Seconds.Median:0.00}");

    private void Row(IEnumerable<string> cells) => Line($"| {string.Join(" | ", cells)} |");

    private void Line(string line = "") => text.Append(line).Append('\n');
}
