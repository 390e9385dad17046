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
    public static MemoryPlan Plan(ComputeGraph graph, BatchShape batch, Func<Node, long>? scratch = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        List<Lifetime> lifetimes = Lifetimes(graph, batch, scratch);
        lifetimes.Sort((a, b) => b.Length != a.Length ? b.Length.CompareTo(a.Length) : a.First.CompareTo(b.First));

        var results = new Dictionary<Value, Region>();
        var scratches = new Dictionary<Node, Region>();
        var placed = new List<(Lifetime Lifetime, Region Region)>();
        long length = 0;
        foreach (Lifetime lifetime in lifetimes)
        {
            var region = new Region(LowestFree(lifetime, placed), lifetime.Length);
            int at = placed.FindIndex(other => other.Region.Offset > region.Offset);
            placed.Insert(at < 0 ? placed.Count : at, (lifetime, region));
            length = Math.Max(length, region.End);
            if (lifetime.Result is not null)
            {
                results.Add(lifetime.Result, region);
            }
            else
            {
                scratches.Add(lifetime.Node, region);
            }
        }

        return new MemoryPlan(batch, results, scratches, length);
    }

    // Placed regions are sorted by offset, so the first gap that is wide enough is the lowest.
    private static long LowestFree(Lifetime lifetime, List<(Lifetime Lifetime, Region Region)> placed)
    {
        long offset = 0;
        foreach ((Lifetime other, Region region) in placed)
        {
            if (!lifetime.Overlaps(other))
            {
                continue;
            }

            if (region.Offset - offset >= lifetime.Length)
            {
                break;
            }

            offset = Math.Max(offset, Align(region.End));
        }

        return offset;
    }

    private static List<Lifetime> Lifetimes(ComputeGraph graph, BatchShape batch, Func<Node, long>? scratch)
    {
        var last = new Dictionary<Value, int>();
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            foreach (Value value in graph.Nodes[i].Inputs.Concat(graph.Nodes[i].Outputs))
            {
                last[value] = i;
            }
        }

        // Wanted results are read after the last node.
        foreach (Value output in graph.Outputs.Values)
        {
            last[output] = graph.Nodes.Length;
        }

        var lifetimes = new List<Lifetime>();
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            Node node = graph.Nodes[i];
            foreach (Value output in node.Outputs)
            {
                lifetimes.Add(new Lifetime(i, last[output], output.Type.Elements(batch), node, output));
            }

            if (scratch?.Invoke(node) is > 0 and long length)
            {
                lifetimes.Add(new Lifetime(i, i, length, node, null));
            }
        }

        return lifetimes;
    }

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    private readonly record struct Lifetime(int First, int Last, long Length, Node Node, Value? Result)
    {
        public bool Overlaps(Lifetime other) => First <= other.Last && other.First <= Last;
    }
}
