using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Planning;

/// <summary>
/// Gives every result of a graph a place in one arena, so that two of them share memory only if they never live at the same
/// time. Greedy by size: the largest tensor first, each at the lowest place that is free throughout its life (Pisarchyk, Lee
/// 2020, https://arxiv.org/abs/2001.03288, "greedy by size for offset calculation"). Pure: no device is involved.
/// </summary>
public static class MemoryPlanner
{
    /// <summary>Every place begins on a cache line and a vector: a multiple of 64 bytes.</summary>
    public const int Alignment = 16;

    /// <summary>Plans one batch shape.</summary>
    /// <param name="graph">What runs.</param>
    /// <param name="batch">The shape.</param>
    /// <param name="scratch">Floats of scratch that a node needs while it runs; null for none.</param>
    /// <param name="length">Floats that a result takes; null for one an element.</param>
    public static MemoryPlan Plan(
        ComputeGraph graph, BatchShape batch, Func<Node, long>? scratch = null, Func<Value, long>? length = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        List<Demand> demands = Demands(graph, batch, scratch, length ?? (result => result.Type.Elements(batch)));
        demands.Sort((a, b) =>
            b.Length != a.Length ? b.Length.CompareTo(a.Length) : a.Lifetime.First.CompareTo(b.Lifetime.First));

        var results = new Dictionary<Value, Region>();
        var scratches = new Dictionary<Node, Region>();
        var placed = new List<(Lifetime Lifetime, Region Region)>();
        long total = 0;
        foreach (Demand demand in demands)
        {
            var region = new Region(LowestFree(demand, placed), demand.Length);
            int at = placed.FindIndex(other => other.Region.Offset > region.Offset);
            placed.Insert(at < 0 ? placed.Count : at, (demand.Lifetime, region));
            total = Math.Max(total, region.End);
            if (demand.Result is not null)
            {
                results.Add(demand.Result, region);
            }
            else
            {
                scratches.Add(demand.Node, region);
            }
        }

        return new MemoryPlan(batch, results, scratches, total);
    }

    /// <summary>When each result of a graph lives: from the node that makes it to the last that reads it.</summary>
    public static IReadOnlyDictionary<Value, Lifetime> Lifetimes(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var lifetimes = new Dictionary<Value, Lifetime>();
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            foreach (Value input in graph.Nodes[i].Inputs.Where(input => input.Kind == ValueKind.Result))
            {
                lifetimes[input] = lifetimes[input] with { Last = i };
            }

            foreach (Value output in graph.Nodes[i].Outputs)
            {
                lifetimes.Add(output, new Lifetime(i, i));
            }
        }

        // Wanted results are read after the last node.
        foreach (Value output in graph.Outputs.Values)
        {
            lifetimes[output] = lifetimes[output] with { Last = graph.Nodes.Length };
        }

        return lifetimes;
    }

    // Placed regions are sorted by offset, so the first gap that is wide enough is the lowest.
    private static long LowestFree(Demand demand, List<(Lifetime Lifetime, Region Region)> placed)
    {
        long offset = 0;
        foreach ((Lifetime other, Region region) in placed)
        {
            if (!demand.Lifetime.Overlaps(other))
            {
                continue;
            }

            if (region.Offset - offset >= demand.Length)
            {
                break;
            }

            offset = Math.Max(offset, Align(region.End));
        }

        return offset;
    }

    private static List<Demand> Demands(
        ComputeGraph graph, BatchShape batch, Func<Node, long>? scratch, Func<Value, long> length)
    {
        IReadOnlyDictionary<Value, Lifetime> lifetimes = Lifetimes(graph);
        var demands = new List<Demand>();
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            Node node = graph.Nodes[i];
            foreach (Value output in node.Outputs)
            {
                demands.Add(new Demand(lifetimes[output], length(output), node, output));
            }

            if (scratch?.Invoke(node) is > 0 and long floats)
            {
                demands.Add(new Demand(new Lifetime(i, i), floats, node, null));
            }
        }

        return demands;
    }

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    private readonly record struct Demand(Lifetime Lifetime, long Length, Node Node, Value? Result);
}
