using System.Globalization;
using SqueezeBert.Gpu.ModelBench.Results;
using static SqueezeBert.Gpu.ModelBench.Results.MarkdownTables;

namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>A report for people.</summary>
internal static class MarkdownReport
{
    private const double Giga = 1e9;
    private const double Tera = 1e12;
    private const double Microseconds = 1e6;

    /// <summary>The report as Markdown.</summary>
    public static string Write(HardwareReport report)
    {
        var output = new MarkdownTables();
        WriteMachine(output, report);
        WriteSteps(output, report.Steps);
        WriteProofs(output, report.Proofs);
        WriteCeiling(output, report.Ceiling);
        WriteAgreement(output, report.Agreement);
        new GridTables(output, report).Write();
        foreach (ProfileEntry profile in report.Profiles)
        {
            WriteProfile(output, profile);
        }

        return output.ToString();
    }

    private static void WriteMachine(MarkdownTables output, HardwareReport report)
    {
        output.Heading("# Hardware report");
        output.Table(
            ["", ""],
            [
                ["engine", report.Engine],
                ["date", report.Date.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)],
                .. report.Machine.Select(fact => (string[])[fact.Name, fact.Value]),
            ]);
    }

    private static void WriteSteps(MarkdownTables output, IReadOnlyList<StepOutcome> steps)
    {
        output.Heading("## Steps");
        output.Table(
            ["step", "ended", "seconds", "because"],
            steps.Select(step => (string[])
                [step.Step, $"{step.Status}", Number(step.Seconds, "0.0"), Cell(step.Message ?? "")]));
    }

    private static void WriteProofs(MarkdownTables output, IReadOnlyList<ProofEntry> proofs)
    {
        if (proofs.Count == 0)
        {
            return;
        }

        output.Heading("## Proofs");
        output.Table(
            ["device", "fixture", "tests", "passed", "failed", "skipped", "seconds"],
            proofs.Select(proof => (string[])
            [
                proof.Category, proof.Fixture, $"{proof.Expected}", $"{proof.Passed}", $"{proof.Failures.Count}", $"{proof.Skipped}",
                Number(proof.Seconds, "0.0"),
            ]));
        foreach ((ProofEntry proof, ProofFailure failure) in proofs.SelectMany(
            proof => proof.Failures, (proof, failure) => (proof, failure)))
        {
            output.Paragraph($"- {proof.Fixture}: `{Cell(failure.Test)}`: {Cell(failure.Message)}");
        }
    }

    private static void WriteCeiling(MarkdownTables output, Ceiling? ceiling)
    {
        if (ceiling is null)
        {
            return;
        }

        output.Heading("## Measured ceilings");
        output.Table(
            ["what", "measured"],
            [
                ["float32 multiply-adds", $"{Number(ceiling.Single / Giga, "0.0")} GFLOP/s"],
                ["half precision on tensor cores, mma.m16n8k16", OfTensorCores(ceiling.Half)],
                ["TF32 on tensor cores, mma.m16n8k8", OfTensorCores(ceiling.TensorSingle)],
                ["reading memory", $"{Number(ceiling.Memory / Giga, "0.0")} GB/s"],
            ]);
    }

    private static string OfTensorCores(double? operations) =>
        operations is { } measured ? $"{Number(measured / Giga, "0.0")} GFLOP/s" : "not measured: none that is used";

    private static void WriteAgreement(MarkdownTables output, IReadOnlyList<AgreementEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        output.Heading("## Error against PyTorch in float64");
        output.Paragraph("Over last_hidden_state and pooler_output of one batch; the ratio is that of root mean squares.");
        output.Table(
            ["precision", "ours, largest", "ours, rms", "PyTorch, largest", "PyTorch, rms", "ours / PyTorch", "within tolerance"],
            entries.Select(entry => (string[])
            [
                entry.Precision, Error(entry.Ours.Largest), Error(entry.Ours.RootMeanSquare), Error(entry.Theirs.Largest),
                Error(entry.Theirs.RootMeanSquare), Number(entry.Ratio, "0.00"),
                entry.IsWithin switch { true => "yes", false => "**no**", null => "-" },
            ]));
    }

    private static void WriteProfile(MarkdownTables output, ProfileEntry profile)
    {
        double all = profile.Nodes.Sum(node => node.Seconds);
        output.Heading($"## Profile: {profile.Batch}x{profile.Sequence}, {profile.Precision}");
        output.Paragraph(
            $"Every node waited for: {Number(profile.MedianSeconds * 1e3, "0.000")} ms in all, which is slower than a run. "
            + "Times are medians of a node, summed over the nodes of a kind; the JSON has every node.");
        output.Table(
            ["operation", "calls", "us", "share, %", "TFLOP/s", "GB/s"],
            profile.Nodes.GroupBy(node => node.Operation).OrderByDescending(kind => kind.Sum(node => node.Seconds)).Select(kind =>
            {
                double time = kind.Sum(node => node.Seconds);
                return (string[])
                [
                    kind.Key, $"{kind.Count()}", Number(time * Microseconds, "0.0"), Number(100 * time / all, "0.0"),
                    Number(kind.Sum(node => node.Flops) / time / Tera, "0.00"),
                    Number(kind.Sum(node => node.Bytes) / time / Giga, "0.0"),
                ];
            }));
    }

    private static string Error(double value) => Number(value, "0.00e0");

    // A cell is one line, and a bar would end it.
    private static string Cell(string text) =>
        string.Join(' ', text.Split((char[])['\n', '\r'], StringSplitOptions.RemoveEmptyEntries)).Replace("|", "/", StringComparison.Ordinal);
}
