using System.Text.Json;
using Spectre.Console;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>What <c>profile</c> measured, for people and for programs.</summary>
internal sealed class ProfileReport
{
    private readonly Model model;
    private readonly ModelSession session;
    private readonly RunProfile[] runs;
    private readonly string? trace;
    private readonly (NodeProfile Node, ProfileRow Row)[] nodes;
    private readonly (ProfileRow Row, string Kernels)[] operations;
    private readonly ProfileRow total;

    /// <summary>Creates the report.</summary>
    /// <param name="model">What ran.</param>
    /// <param name="session">Where it ran.</param>
    /// <param name="runs">Runs of one shape; at least one.</param>
    /// <param name="trace">The trace that was written; null for none.</param>
    public ProfileReport(Model model, ModelSession session, RunProfile[] runs, string? trace)
    {
        this.model = model;
        this.session = session;
        this.runs = runs;
        this.trace = trace;
        nodes = [.. runs[0].Nodes.Select((profile, i) => (profile, Row(profile, i)))];
        operations =
        [
            .. nodes.GroupBy(entry => entry.Node.Node.Operation.Name)
                .Select(group => (
                    Row: ProfileRow.Sum(group.Key, [.. group.Select(entry => entry.Row)]),
                    Kernels: string.Join(", ", group.Select(entry => Quantity.Name(entry.Node.Kernel)).Distinct())))
                .OrderByDescending(entry => entry.Row.Seconds),
        ];
        total = ProfileRow.Sum("all", [.. nodes.Select(entry => entry.Row)]);
    }

    private BatchShape Batch => runs[0].Batch;

    private double BytesOverLeast => (double)runs[0].BytesMoved / runs[0].LeastBytes;

    private double WholeRun => Median.Of(runs.Select(run => run.Elapsed.TotalSeconds));

    /// <summary>Prints tables.</summary>
    /// <param name="streams">Where.</param>
    /// <param name="byNode">Whether nodes are listed instead of kinds of operations.</param>
    public void Print(ToolStreams streams, bool byNode)
    {
        Table facts = TerminalTables.Create("profile", ">");
        facts.AddCells("model", model.Location);
        facts.AddCells("device", Quantity.Describe(session.Device));
        facts.AddCells("batch x sequence", $"{Batch.Sentences} x {Batch.Longest}");
        facts.AddCells("runs", $"{runs.Length}");
        facts.AddCells("median of a run, node by node", Quantity.Milliseconds(WholeRun));
        facts.AddCells("activations on the device", Quantity.Bytes(session.ArenaBytes));
        facts.AddCells("bytes moved", Quantity.Bytes(runs[0].BytesMoved));
        facts.AddCells("least: weights, inputs and outputs, once", Quantity.Bytes(runs[0].LeastBytes));
        facts.AddCells("bytes moved / least", Quantity.Ratio(BytesOverLeast));
        if (trace is not null)
        {
            facts.AddCells("trace", trace);
        }

        facts.Print(streams);
        (byNode ? Nodes() : Operations()).Print(streams);
    }

    /// <summary>Writes the same as JSON, with operations and nodes.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteText("model", model.Location);
        json.WriteString("class", ModelNames.Of(model.Class));
        json.WriteDevice(session.Device);
        json.WriteNumber("batch", Batch.Sentences);
        json.WriteNumber("sequence", Batch.Longest);
        json.WriteNumber("runs", runs.Length);
        json.WriteNumber("median_seconds", WholeRun);
        json.WriteNumber("arena_bytes", session.ArenaBytes);
        json.WriteNumber("bytes", runs[0].BytesMoved);
        json.WriteNumber("least_bytes", runs[0].LeastBytes);
        json.WriteNumber("bytes_over_least", BytesOverLeast);
        if (trace is not null)
        {
            json.WriteText("trace", trace);
        }

        json.WriteStartArray("operations");
        foreach ((ProfileRow row, _) in operations)
        {
            json.WriteStartObject();
            json.WriteString("operation", row.Name);
            json.WriteNumber("calls", row.Calls);
            row.WriteJson(json, total.Seconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("nodes");
        foreach ((NodeProfile profile, ProfileRow row) in nodes)
        {
            json.WriteStartObject();
            json.WriteText("node", row.Name);
            json.WriteString("operation", profile.Node.Operation.Name);
            json.WriteString("kernel", Quantity.Name(profile.Kernel));
            json.WriteNumbers("shape", ShapeText.Sizes(profile.Node.Output.Type, Batch));
            row.WriteJson(json, total.Seconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private ProfileRow Row(NodeProfile profile, int index) => new(
        profile.Node.Output.Name, 1, Median.Of(runs.Select(run => run.Nodes[index].Elapsed.TotalSeconds)),
        profile.FloatingPointOperations, profile.BytesMoved);

    private Table Operations()
    {
        Table table = TerminalTables.Create("operation", "kernel", ">calls", ">time", ">share", ">GFLOP/s", ">bytes", ">GB/s");
        foreach ((ProfileRow row, string kernels) in ((ProfileRow, string)[])[.. operations, (total, "")])
        {
            table.AddCells([row.Name, kernels, $"{row.Calls}", .. row.Cells(total.Seconds)]);
        }

        return table;
    }

    private Table Nodes()
    {
        Table table = TerminalTables.Create(
            "node", "operation", "kernel", "result", ">time", ">share", ">GFLOP/s", ">bytes", ">GB/s");
        foreach ((NodeProfile profile, ProfileRow row) in nodes)
        {
            string shape = ShapeText.Of(profile.Node.Output.Type, Batch);
            table.AddCells(
                [row.Name, profile.Node.Operation.Name, Quantity.Name(profile.Kernel), shape, .. row.Cells(total.Seconds)]);
        }

        table.AddCells([total.Name, "", "", "", .. total.Cells(total.Seconds)]);
        return table;
    }
}
