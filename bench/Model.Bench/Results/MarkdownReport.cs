using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.ModelBench.Contest;
using static SqueezeBert.Gpu.ModelBench.Results.MarkdownTables;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>A report for people.</summary>
internal sealed class MarkdownReport
{
    private const double Mebibyte = 1 << 20;

    private readonly MarkdownTables output = new();

    private MarkdownReport()
    {
    }

    /// <summary>The report as Markdown.</summary>
    public static string Write(Report report)
    {
        var writer = new MarkdownReport();
        writer.WriteMachine(report);
        foreach (IGrouping<int, GridCell> group in report.Grid.GroupBy(cell => cell.Threads))
        {
            foreach (BenchModel model in BenchModel.All)
            {
                writer.WriteGrid(model, group.Key, [.. group]);
            }
        }

        writer.WriteHeadline(report.Grid);
        writer.WriteSentences(report.Sentences);
        writer.WriteStarts(report.Starts);
        return writer.output.ToString();
    }

    private void WriteMachine(Report report)
    {
        Machine machine = report.Machine;
        output.Heading("# Whole models on the CPU");
        output.Table(
            ["", ""],
            [
                ["processor", $"{machine.Cpu}, {machine.Cores} cores"],
                ["instruction sets", machine.InstructionSets],
                ["system", $"{machine.System}, {machine.Runtime}"],
                ["engines", string.Join("; ", report.Engines)],
                ["commit", machine.Commit],
                ["date", $"{machine.Date:yyyy-MM-dd HH:mm zzz}"],
            ]);
        if (report.StepsLeft > 0)
        {
            output.Paragraph($"Not finished: {report.StepsLeft} steps of the comparison are not in here.");
        }
    }

    private void WriteGrid(BenchModel model, int threads, IReadOnlyList<GridCell> cells)
    {
        Contestant[] contestants = [.. cells[0].Entries.Select(entry => entry.Contestant).Where(one => one.Model == model)];
        (Contestant One, Contestant Other)[] ratios = [.. Ratios(model).Where(ratio =>
            contestants.Contains(ratio.One) && contestants.Contains(ratio.Other))];
        if (contestants.Length == 0)
        {
            return;
        }

        output.Heading($"## {model.Name}, {Threads(threads)}");
        output.Paragraph("Milliseconds of a forward pass: median (10th to 90th percentile). Ratios are those of medians.");
        output.Table(
            [
                "batch x sequence", .. contestants.Select(one => one.Name),
                .. ratios.Select(ratio => $"{ratio.One.Name} / {ratio.Other.Name}"),
            ],
            cells.Select(cell => (IReadOnlyList<string>)
            [
                $"{cell.Shape}",
                .. contestants.Select(one => Milliseconds(cell.Find(one)!.Seconds)),
                .. ratios.Select(ratio => Ratio(Median(cell, ratio.One), Median(cell, ratio.Other))),
            ]));
        output.Paragraph("Largest difference of outputs: " + string.Join(", ", contestants.Select(one =>
            $"{one.Name} {Number(cells.Max(cell => cell.Find(one)!.Difference), "0.0e0")}")) + ".");
    }

    // The paper's claim of 4.3, on this machine: https://arxiv.org/abs/2006.11316, abstract.
    private void WriteHeadline(IReadOnlyList<GridCell> cells)
    {
        var ours = new Contestant(BenchModel.SqueezeBert, RivalKind.Ours, ElementType.F32);
        var theirs = new Contestant(BenchModel.Bert, RivalKind.OnnxRuntime, ElementType.F32);
        GridCell[] both = [.. cells.Where(cell => cell.Find(ours) is not null && cell.Find(theirs) is not null)];
        if (both.Length > 0)
        {
            output.Heading("## SqueezeBERT here, BERT-base in ONNX Runtime");
            output.Table(
                ["threads", "batch x sequence", "BERT-base in ONNX Runtime, ms", "SqueezeBERT here, ms", "times faster"],
                both.Select(cell => (IReadOnlyList<string>)
                [
                    $"{cell.Threads}", $"{cell.Shape}", Milliseconds(cell.Find(theirs)!.Seconds),
                    Milliseconds(cell.Find(ours)!.Seconds), Ratio(Median(cell, theirs), Median(cell, ours)),
                ]));
        }
    }

    private void WriteSentences(IReadOnlyList<SentenceEntry> entries)
    {
        if (entries.Count > 0)
        {
            SentenceEntry any = entries[0];
            output.Heading($"## {any.Sentences} sentences of SST-2, {any.Batch} at a time, tokenizer included");
            output.Paragraph(
                $"{any.Contestant.Model.Name}; {any.Tokens} tokens without padding. ONNX Runtime is given each batch padded to " +
                "its longest sentence.");
            output.Table(
                ["threads", "engine", "sentences / s", "tokens / s", "milliseconds", "times ONNX Runtime"],
                entries.Select(entry => (IReadOnlyList<string>)
                [
                    $"{entry.Threads}", entry.Contestant.Name, Number(entry.Throughput, "0.0"),
                    Number(entry.Tokens / entry.Seconds.Median, "0"), Milliseconds(entry.Seconds),
                    Ratio(entry.Throughput, entries.FirstOrDefault(other =>
                        other.Threads == entry.Threads && other.Contestant.Rival == RivalKind.OnnxRuntime)?.Throughput),
                ]));
        }
    }

    private void WriteStarts(IReadOnlyList<StartEntry> entries)
    {
        if (entries.Count > 0)
        {
            output.Heading($"## New processes that run {entries[0].Shape} and nothing else");
            output.Table(
                [
                    "threads", "model", "engine", "load, ms", "first pass, ms", "warm pass, ms", "first / warm",
                    "peak memory, MiB", "of ONNX Runtime's",
                ],
                entries.Select(entry => (IReadOnlyList<string>)
                [
                    $"{entry.Threads}", entry.Contestant.Model.Name, entry.Contestant.Name, Milliseconds(entry.LoadSeconds),
                    Milliseconds(entry.FirstSeconds), Milliseconds(entry.WarmSeconds),
                    Ratio(entry.FirstSeconds, entry.WarmSeconds), Number(entry.PeakBytes / Mebibyte, "0"),
                    Ratio(entry.PeakBytes, entries.FirstOrDefault(other =>
                        other.Threads == entry.Threads && other.Contestant.Model == entry.Contestant.Model
                        && other.Contestant.Rival == RivalKind.OnnxRuntime)?.PeakBytes),
                ]));
        }
    }

    private static IEnumerable<(Contestant One, Contestant Other)> Ratios(BenchModel model)
    {
        var ours = new Contestant(model, RivalKind.Ours, ElementType.F32);
        yield return (ours, new Contestant(model, RivalKind.OnnxRuntime, ElementType.F32));
        yield return (ours, new Contestant(model, RivalKind.PyTorch, ElementType.F32));
        yield return (ours with { Precision = ElementType.F16 }, ours);
        yield return (ours with { Precision = ElementType.BF16 }, ours);
    }

    private static double? Median(GridCell cell, Contestant contestant) => cell.Find(contestant)?.Seconds.Median;
}
