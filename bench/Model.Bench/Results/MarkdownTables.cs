using System.Globalization;
using System.Text;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>Markdown, line by line.</summary>
internal sealed class MarkdownTables
{
    private readonly StringBuilder text = new();

    /// <summary>Median (10th to 90th percentile), in milliseconds.</summary>
    public static string Milliseconds(Summary seconds) => string.Create(
        CultureInfo.InvariantCulture, $"{1e3 * seconds.Median:0.0} ({1e3 * seconds.P10:0.0}-{1e3 * seconds.P90:0.0})");

    /// <summary>A time in milliseconds.</summary>
    public static string Milliseconds(double seconds) => Number(1e3 * seconds, "0.0");

    /// <summary>A number.</summary>
    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>One over another; a dash where either is missing.</summary>
    public static string Ratio(double? one, double? other) =>
        one is { } above && other is { } below ? Number(above / below, "0.00") : "-";

    /// <summary>"2 threads".</summary>
    public static string Threads(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    /// <summary>A heading, with the blank line before it.</summary>
    public void Heading(string title) => text.Append('\n').Append(title).Append('\n');

    /// <summary>A paragraph.</summary>
    public void Paragraph(string line) => text.Append('\n').Append(line).Append('\n');

    /// <summary>A table.</summary>
    /// <param name="columns">Its headings.</param>
    /// <param name="rows">Its rows, as many cells in each.</param>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.Append('\n');
        Row(columns);
        Row([.. columns.Select(_ => "---")]);
        foreach (IReadOnlyList<string> row in rows)
        {
            Row(row);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString().TrimStart('\n');

    private void Row(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
