using ILGPU;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Planning;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Where the values of a graph lie while batches of one shape run.</summary>
/// <param name="plan">The places of results.</param>
/// <param name="arena">Their memory.</param>
/// <param name="inputs">The inputs.</param>
internal sealed class Binding(MemoryPlan plan, Arena arena, InputSet inputs)
{
    /// <summary>The shape.</summary>
    public BatchShape Batch => plan.Batch;

    /// <summary>A float32 result or input.</summary>
    public ArrayView<float> Singles(Value value) =>
        value.Kind == ValueKind.Input ? inputs.Singles(value.Name).View : arena.View(plan.Results[value]);

    /// <summary>An int32 input.</summary>
    public ArrayView<int> Integers(Value value) => inputs.Integers(value.Name).View;

    /// <summary>A node's scratch; empty if it has none.</summary>
    public ArrayView<float> Scratch(Node node) =>
        plan.Scratch.TryGetValue(node, out Region region) ? arena.View(region) : ArrayView<float>.Empty;

    /// <summary>The rows of a value: tokens or sentences.</summary>
    public int Rows(Value value) => value.Type.Axes[0].In(Batch);
}
