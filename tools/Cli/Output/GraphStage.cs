using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Planning;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>A graph at one stage of its rewriting, and the arena's plan for it.</summary>
internal sealed class GraphStage
{
    private readonly IReadOnlyDictionary<Value, Lifetime> lifetimes;

    /// <summary>Plans a graph.</summary>
    /// <param name="name">The stage: before or after.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="batch">The batch for which it is planned.</param>
    public GraphStage(string name, ComputeGraph graph, BatchShape batch)
    {
        Name = name;
        Graph = graph;
        Plan = MemoryPlanner.Plan(graph, batch);
        lifetimes = MemoryPlanner.Lifetimes(graph);
    }

    /// <summary>The stage: before or after.</summary>
    public string Name { get; }

    /// <summary>The graph.</summary>
    public ComputeGraph Graph { get; }

    /// <summary>Where its results lie.</summary>
    public MemoryPlan Plan { get; }

    /// <summary>The arena's size.</summary>
    public long ArenaBytes => Plan.Length * sizeof(float);

    /// <summary>The size that the arena would have if no results shared memory.</summary>
    public long BytesWithoutReuse => Plan.LengthWithoutReuse * sizeof(float);

    /// <summary>The stage in one line.</summary>
    public string Title =>
        $"{Name} rewriting: {Graph.Nodes.Length} nodes, arena {Quantity.Bytes(ArenaBytes)}, " +
        $"{Quantity.Bytes(BytesWithoutReuse)} without reuse";

    /// <summary>Where a result begins in the arena, in bytes.</summary>
    public long Offset(Value result) => Plan.Results[result].Offset * sizeof(float);

    /// <summary>A result's size in bytes.</summary>
    public long Bytes(Value result) => Plan.Results[result].Length * sizeof(float);

    /// <summary>The nodes during which a result is kept.</summary>
    public Lifetime Life(Value result) => lifetimes[result];

    /// <summary>The nodes during which a result is kept, such as <c>3-7</c>.</summary>
    public string LifeText(Value result)
    {
        Lifetime life = Life(result);
        return life.Last < Graph.Nodes.Length ? $"{life.First}-{life.Last}" : $"{life.First}-end";
    }

    /// <summary>A value's type with the sizes of the batch.</summary>
    public string Shape(Value value) => ShapeText.Of(value.Type, Plan.Batch);

    /// <summary>The sizes of a type in the batch, such as <c>[768, 192]</c>.</summary>
    public string Sizes(TensorType type) => $"[{string.Join(", ", ShapeText.Sizes(type, Plan.Batch))}]";
}
