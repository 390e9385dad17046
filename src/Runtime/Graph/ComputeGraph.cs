using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>
/// A computation: nodes in an order in which they can run, and the results that are wanted by name. Immutable; passes make new
/// graphs. It knows nothing of devices, memory or weights' contents.
/// </summary>
public sealed class ComputeGraph
{
    /// <summary>Checks and keeps a computation.</summary>
    /// <param name="nodes">In an order in which each value is made before it is used.</param>
    /// <param name="outputs">The results that are wanted.</param>
    /// <exception cref="GraphException">A value is used before it is made, or made twice, or an output is never made.</exception>
    public ComputeGraph(ImmutableArray<Node> nodes, ImmutableSortedDictionary<string, Value> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        var made = new HashSet<Value>();
        foreach (Node node in nodes)
        {
            if (node.Inputs.FirstOrDefault(input => input.Kind == ValueKind.Result && !made.Contains(input)) is { } early)
            {
                throw new GraphException($"{node} uses {early.Name} before it is made");
            }

            if (node.Outputs.FirstOrDefault(output => !made.Add(output)) is { } twice)
            {
                throw new GraphException($"{node} makes {twice.Name} a second time");
            }
        }

        foreach ((string name, Value value) in outputs)
        {
            if (!made.Contains(value))
            {
                throw new GraphException($"output {name} is {value.Name}, which no node makes");
            }
        }

        Nodes = nodes;
        Outputs = outputs;
    }

    /// <summary>The computation, in an order in which it can run.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>The wanted results, by name.</summary>
    public ImmutableSortedDictionary<string, Value> Outputs { get; }

    /// <summary>The values given with every run, each once, in the order of first use.</summary>
    public IEnumerable<Value> Inputs => Used(ValueKind.Input);

    /// <summary>The weights, each once, in the order of first use.</summary>
    public IEnumerable<Value> Weights => Used(ValueKind.Weight);

    /// <summary>How often each value is used: by nodes, and once more for every output that it is.</summary>
    public IReadOnlyDictionary<Value, int> CountUses()
    {
        var uses = new Dictionary<Value, int>();
        foreach (Value value in Nodes.SelectMany(node => node.Inputs).Concat(Outputs.Values))
        {
            uses[value] = uses.GetValueOrDefault(value) + 1;
        }

        return uses;
    }

    /// <summary>Floating-point operations of a batch.</summary>
    public long FloatingPointOperations(BatchShape batch) => Nodes.Sum(node => node.FloatingPointOperations(batch));

    private IEnumerable<Value> Used(ValueKind kind) =>
        Nodes.SelectMany(node => node.Inputs).Where(value => value.Kind == kind).Distinct();
}
