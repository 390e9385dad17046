using System.Collections.Immutable;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>
/// One walk over a graph in which a pass replaces nodes. A replacement makes the very values that the last node of its pattern
/// made and takes that node's place, so the order stays one in which the graph can run.
/// </summary>
internal sealed class Rewriting
{
    private readonly ComputeGraph graph;
    private readonly IReadOnlyDictionary<Value, int> counts;
    private readonly Dictionary<Value, Node> makers = [];
    private readonly Dictionary<Node, ImmutableArray<Node>> replacements = [];
    private readonly HashSet<Node> removed = [];

    public Rewriting(ComputeGraph graph)
    {
        this.graph = graph;
        counts = graph.CountUses();
        foreach (Node node in graph.Nodes)
        {
            foreach (Value output in node.Outputs)
            {
                makers.Add(output, node);
            }
        }
    }

    /// <summary>The node that makes a value with an operation of this kind; null for other kinds, inputs and weights.</summary>
    public Node? Maker<TOperation>(Value value)
        where TOperation : Operation =>
        makers.TryGetValue(value, out Node? node) && node.Operation is TOperation && !removed.Contains(node) ? node : null;

    /// <summary>
    /// Like <see cref="Maker{TOperation}"/>, but null unless the value is used just so often, so that it can vanish with its uses.
    /// </summary>
    public Node? OnlyMaker<TOperation>(Value value, int uses = 1)
        where TOperation : Operation => counts.GetValueOrDefault(value) == uses ? Maker<TOperation>(value) : null;

    /// <summary>Puts nodes in the place of <paramref name="last"/> and drops the others of the pattern.</summary>
    public void Replace(Node last, ImmutableArray<Node> by, params ReadOnlySpan<Node> others)
    {
        replacements.Add(last, by);
        removed.Add(last);
        foreach (Node other in others)
        {
            removed.Add(other);
        }
    }

    /// <summary>The rewritten graph.</summary>
    public ComputeGraph Finish()
    {
        if (replacements.Count == 0)
        {
            return graph;
        }

        ImmutableArray<Node>.Builder nodes = ImmutableArray.CreateBuilder<Node>();
        foreach (Node node in graph.Nodes)
        {
            if (replacements.TryGetValue(node, out ImmutableArray<Node> by))
            {
                nodes.AddRange(by);
            }
            else if (!removed.Contains(node))
            {
                nodes.Add(node);
            }
        }

        return new ComputeGraph(nodes.ToImmutable(), graph.Outputs);
    }
}
