using System.Text.Encodings.Web;
using System.Text.Json;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>A report for programs. Times are seconds, memory is bytes.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The report as JSON.</summary>
    public static string Write(Report report) => JsonSerializer.Serialize(
        new
        {
            report.Machine,
            report.Engines,
            report.StepsLeft,
            Grid = report.Grid.SelectMany(cell => cell.Entries.Select(entry => new
            {
                cell.Threads,
                cell.Shape.Batch,
                cell.Shape.Sequence,
                Contestant = Contestant(entry.Contestant),
                entry.Difference,
                entry.Seconds,
            })),
            Starts = report.Starts.Select(entry => new
            {
                entry.Threads,
                entry.Shape.Batch,
                entry.Shape.Sequence,
                Contestant = Contestant(entry.Contestant),
                entry.LoadSeconds,
                entry.FirstSeconds,
                entry.WarmSeconds,
                entry.PeakBytes,
            }),
            Sentences = report.Sentences.Select(entry => new
            {
                entry.Threads,
                entry.Batch,
                Contestant = Contestant(entry.Contestant),
                entry.Sentences,
                entry.Tokens,
                entry.Difference,
                entry.Seconds,
            }),
        },
        Options) + "\n";

    private static object Contestant(Contestant contestant) =>
        new { Model = contestant.Model.Name, Engine = contestant.Rival.ToString(), Precision = contestant.PrecisionWord };
}
