using System.Text.Json;
using Spectre.Console;
using SqueezeBert.Gpu.Cli.Commands;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>What <c>bench</c> measured, for people and for programs.</summary>
internal sealed class BenchReport
{
    private const double HighPercentile = 0.95;

    private readonly Model model;
    private readonly ModelSession session;
    private readonly ModelInputs inputs;
    private readonly double[] sorted;
    private readonly double operations;
    private readonly StartTimes start;

    /// <summary>Creates the report.</summary>
    /// <param name="model">What ran.</param>
    /// <param name="session">Where it ran.</param>
    /// <param name="inputs">On what it ran.</param>
    /// <param name="times">Seconds of each run; at least one.</param>
    /// <param name="start">How long it took until it could run.</param>
    public BenchReport(Model model, ModelSession session, ModelInputs inputs, List<double> times, StartTimes start)
    {
        this.start = start;
        this.model = model;
        this.session = session;
        this.inputs = inputs;
        sorted = [.. times.Order()];
        operations = ModelStatistics.For(model.Configuration).FloatingPointOperations(inputs.BatchSize, inputs.SequenceLength);
    }

    private double MedianSeconds => Median.OfSorted(sorted);

    private double High => sorted[(int)Math.Ceiling(HighPercentile * sorted.Length) - 1];

    private double TokensPerSecond => inputs.BatchSize * inputs.SequenceLength / MedianSeconds;

    private double GigaflopsPerSecond => operations / MedianSeconds / 1e9;

    /// <summary>Prints a table.</summary>
    public void Print(ToolStreams streams)
    {
        Table table = TerminalTables.Create("bench", ">");
        table.AddCells("model", model.Location);
        table.AddCells("device", Quantity.Describe(session.Device));
        table.AddCells("batch x sequence", $"{inputs.BatchSize} x {inputs.SequenceLength}");
        table.AddCells("runs", $"{sorted.Length}");
        table.AddCells("median", Quantity.Milliseconds(MedianSeconds));
        table.AddCells("fastest", Quantity.Milliseconds(sorted[0]));
        table.AddCells("95th percentile", Quantity.Milliseconds(High));
        table.AddCells("tokens/s", Quantity.Count((long)TokensPerSecond));
        table.AddCells("GFLOP/s", Quantity.Rate(GigaflopsPerSecond));
        table.AddCells("weights on the device", Quantity.Bytes(session.WeightBytes));
        table.AddCells("activations on the device", Quantity.Bytes(session.ArenaBytes));
        start.AddTo(table);
        table.Print(streams);
    }

    /// <summary>Writes the same as JSON.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteText("model", model.Location);
        json.WriteString("class", ModelNames.Of(model.Class));
        json.WriteDevice(session.Device);
        json.WriteNumber("batch", inputs.BatchSize);
        json.WriteNumber("sequence", inputs.SequenceLength);
        json.WriteNumber("runs", sorted.Length);
        json.WriteNumber("median_seconds", MedianSeconds);
        json.WriteNumber("min_seconds", sorted[0]);
        json.WriteNumber("p95_seconds", High);
        json.WriteNumber("tokens_per_second", TokensPerSecond);
        json.WriteNumber("gflops_per_second", GigaflopsPerSecond);
        json.WriteNumber("flops", operations);
        json.WriteNumber("weight_bytes", session.WeightBytes);
        json.WriteNumber("arena_bytes", session.ArenaBytes);
        start.WriteJson(json);
    }
}
