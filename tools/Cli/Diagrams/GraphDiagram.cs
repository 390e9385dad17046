using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Cli.Diagrams;

/// <summary>
/// Draws graphs: a box for every input, node and wanted result. A node's box says what it computes, what it is called, the
/// weights that it reads, and for each result its shape and its place in the arena. Weights are no boxes of their own.
/// </summary>
internal static class GraphDiagram
{
    /// <summary>Draws stages of a graph beside each other.</summary>
    public static void Draw(IEnumerable<GraphStage> stages, IDiagramWriter writer)
    {
        writer.Begin();
        foreach (GraphStage stage in stages)
        {
            writer.BeginPart(stage.Name, stage.Title);
            Draw(stage, writer);
            writer.EndPart();
        }

        writer.End();
    }

    private static void Draw(GraphStage stage, IDiagramWriter writer)
    {
        // Identifiers are short, since Mermaid limits the length of its text.
        string prefix = stage.Name[..1];
        var ids = new Dictionary<Value, string>();
        foreach (Value input in stage.Graph.Inputs)
        {
            ids.Add(input, $"{prefix}i{ids.Count}");
            writer.Box(ids[input], BoxKind.Input, [input.Name, stage.Shape(input)]);
        }

        for (int i = 0; i < stage.Graph.Nodes.Length; i++)
        {
            Node node = stage.Graph.Nodes[i];
            string id = $"{prefix}{i}";
            writer.Box(id, BoxKind.Node, Lines(stage, node, i));
            foreach (Value input in node.Inputs.Where(ids.ContainsKey).Distinct())
            {
                writer.Arrow(ids[input], id, TextOf(input, stage.Graph));
            }

            foreach (Value output in node.Outputs)
            {
                ids.Add(output, id);
            }
        }

        int count = 0;
        foreach ((string name, Value value) in stage.Graph.Outputs)
        {
            string id = $"{prefix}o{count++}";
            writer.Box(id, BoxKind.Output, [name]);
            writer.Arrow(ids[value], id, TextOf(value, stage.Graph));
        }
    }

    private static IEnumerable<string> Lines(GraphStage stage, Node node, int index)
    {
        yield return $"{index} {node.Operation.Name}";
        yield return node.Output.Name;
        string weights = string.Join(", ", node.Inputs.Where(input => input.Kind == ValueKind.Weight)
            .GroupBy(weight => weight.Type, (type, equal) => Weights(equal.Count(), stage.Sizes(type))));
        if (weights.Length > 0)
        {
            yield return $"reads {weights}";
        }

        foreach (Value output in node.Outputs)
        {
            yield return $"makes {stage.Shape(output)}";
            yield return
                $"{Quantity.Bytes(stage.Bytes(output))} at {Quantity.Bytes(stage.Offset(output))}, lives {stage.LifeText(output)}";
        }
    }

    private static string Weights(int count, string sizes) => count == 1 ? sizes : $"{count} x {sizes}";

    // Which of a node's results an arrow carries is said only where there are several.
    private static string? TextOf(Value value, ComputeGraph graph) =>
        graph.Nodes.Any(node => node.Outputs.Length > 1 && node.Outputs.Contains(value)) ? value.Name : null;
}
