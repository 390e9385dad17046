using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Planning;

/// <summary>Where each result of a graph lies in one arena while a batch of one shape runs.</summary>
/// <param name="Batch">The shape.</param>
/// <param name="Results">The place of each result.</param>
/// <param name="Scratch">The place of each node's scratch; nodes without scratch are absent.</param>
/// <param name="Length">The arena's size in floats.</param>
public sealed record MemoryPlan(
    BatchShape Batch,
    IReadOnlyDictionary<Value, Region> Results,
    IReadOnlyDictionary<Node, Region> Scratch,
    long Length)
{
    /// <summary>What all results and scratch would take together if none shared memory, in floats.</summary>
    public long LengthWithoutReuse => Results.Values.Concat(Scratch.Values).Sum(region => region.Length);
}
