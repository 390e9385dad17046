using System.Text.Json;
using Spectre.Console;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Planning;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>What <c>graph</c> shows, as tables for people and as JSON for programs.</summary>
/// <param name="model">Whose graph it is.</param>
/// <param name="stages">The graph at the stages that are shown; at least one.</param>
internal sealed class GraphReport(Model model, IReadOnlyList<GraphStage> stages)
{
    private BatchShape Batch => stages[0].Plan.Batch;

    /// <summary>Prints a table for each stage.</summary>
    public void Print(TextWriter output, bool isTerminal)
    {
        foreach (GraphStage stage in stages)
        {
            output.WriteLine(stage.Title);
            Table table = TerminalTables.Create("#", "operation", "result", "from", "shape", ">at byte", ">bytes", ">lives");
            for (int i = 0; i < stage.Graph.Nodes.Length; i++)
            {
                AddNode(table, stage, i);
            }

            table.Print(output, isTerminal);
        }
    }

    /// <summary>Writes the stages as JSON.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteText("model", model.Location);
        json.WriteString("class", ModelNames.Of(model.Class));
        json.WriteNumber("batch", Batch.Sentences);
        json.WriteNumber("sequence", Batch.Longest);
        foreach (GraphStage stage in stages)
        {
            json.WriteStartObject(stage.Name);
            json.WriteNumber("arena_bytes", stage.ArenaBytes);
            json.WriteNumber("arena_bytes_without_reuse", stage.BytesWithoutReuse);
            json.WriteStartArray("nodes");
            foreach (Node node in stage.Graph.Nodes)
            {
                WriteNode(json, stage, node);
            }

            json.WriteEndArray();
            json.WriteStartObject("outputs");
            foreach ((string name, Value value) in stage.Graph.Outputs)
            {
                json.WriteText(name, value.Name);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void AddNode(Table table, GraphStage stage, int index)
    {
        Node node = stage.Graph.Nodes[index];
        string from = string.Join(", ", node.Inputs.Where(input => input.Kind != ValueKind.Weight).Select(input =>
            input.Kind == ValueKind.Result ? $"{stage.Life(input).First}" : input.Name).Distinct());
        foreach (Value output in node.Outputs)
        {
            bool isFirst = output == node.Output;
            table.AddCells(
                isFirst ? $"{index}" : "", isFirst ? node.Operation.Name : "", output.Name, isFirst ? from : "",
                stage.Shape(output), Quantity.Count(stage.Offset(output)), Quantity.Count(stage.Bytes(output)),
                stage.LifeText(output));
        }
    }

    private static void WriteNode(Utf8JsonWriter json, GraphStage stage, Node node)
    {
        json.WriteStartObject();
        json.WriteString("operation", node.Operation.Name);
        json.WriteNumber("flops", node.FloatingPointOperations(stage.Plan.Batch));
        json.WriteStartArray("inputs");
        foreach (Value input in node.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("kind", input.Kind switch
            {
                ValueKind.Input => "input",
                ValueKind.Weight => "weight",
                _ => "result",
            });
            WriteValue(json, stage, input);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("results");
        foreach (Value output in node.Outputs)
        {
            Lifetime life = stage.Life(output);
            json.WriteStartObject();
            WriteValue(json, stage, output);
            json.WriteNumber("offset", stage.Offset(output));
            json.WriteNumber("bytes", stage.Bytes(output));
            json.WriteNumber("first_node", life.First);
            json.WriteNumber("last_node", life.Last);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, GraphStage stage, Value value)
    {
        json.WriteText("name", value.Name);
        json.WriteString("type", value.Type.ToString());
        json.WriteNumbers("shape", ShapeText.Sizes(value.Type, stage.Plan.Batch));
    }
}
