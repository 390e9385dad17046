using System.Text.Json;
using Spectre.Console;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>What <c>bench</c> measured, for people and for programs.</summary>
internal sealed class BenchReport
{
    private readonly Model model;
    private readonly ModelSession session;
    private readonly ModelInputs inputs;
    private readonly double[] sorted;
    private readonly double backToBack;
    private readonly long bytes;
    private readonly double operations;
    private readonly StartTimes start;

    /// <summary>Creates the report.</summary>
    /// <param name="model">What ran.</param>
    /// <param name="session">Where it ran.</param>
    /// <param name="inputs">On what it ran.</param>
    /// <param name="times">Seconds of each run; at least one.</param>
    /// <param name="backToBack">Seconds of a pass when passes follow each other without waiting.</param>
    /// <param name="bytes">What a pass moves between memory and its launches.</param>
    /// <param name="start">How long it took until it could run.</param>
    public BenchReport(
        Model model,
        ModelSession session,
        ModelInputs inputs,
        List<double> times,
        double backToBack,
        long bytes,
        StartTimes start)
    {
        this.start = start;
        this.model = model;
        this.session = session;
        this.inputs = inputs;
        this.backToBack = backToBack;
        this.bytes = bytes;
        sorted = [.. times.Order()];
        operations = ModelStatistics.For(model.Configuration).FloatingPointOperations(inputs.BatchSize, inputs.SequenceLength);
    }

    private double MedianSeconds => Median.OfSorted(sorted);

    private double TokensPerSecond => inputs.BatchSize * inputs.SequenceLength / MedianSeconds;

    private double SequencesPerSecond => inputs.BatchSize / MedianSeconds;

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
        table.AddCells("90th percentile", Quantity.Milliseconds(Percentile(90)));
        table.AddCells("99th percentile", Quantity.Milliseconds(Percentile(99)));
        table.AddCells("back to back", Quantity.Milliseconds(backToBack));
        table.AddCells("sequences/s", Quantity.Rate(SequencesPerSecond));
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
        foreach (int percent in (ReadOnlySpan<int>)[50, 90, 95, 99])
        {
            json.WriteNumber($"p{percent}_seconds", Percentile(percent));
        }

        json.WriteNumber("back_to_back_seconds", backToBack);
        json.WriteNumber("sequences_per_second", SequencesPerSecond);
        json.WriteNumber("tokens_per_second", TokensPerSecond);
        json.WriteNumber("gflops_per_second", GigaflopsPerSecond);
        json.WriteNumber("flops", operations);
        json.WriteNumber("bytes", bytes);
        json.WriteNumber("weight_bytes", session.WeightBytes);
        json.WriteNumber("arena_bytes", session.ArenaBytes);
        start.WriteJson(json);
    }

    // The nearest rank: a run that was measured, of which no more than the share of the others is faster.
    private double Percentile(int percent) => sorted[(((percent * sorted.Length) + 99) / 100) - 1];
}
