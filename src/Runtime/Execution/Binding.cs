using ILGPU;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Planning;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Where the values of a graph lie while batches of one shape run.</summary>
/// <param name="plan">The places of results.</param>
/// <param name="formats">How they are stored.</param>
/// <param name="arena">Their memory.</param>
/// <param name="inputs">The inputs.</param>
internal sealed class Binding(MemoryPlan plan, ActivationFormats formats, Arena arena, InputSet inputs)
{
    /// <summary>The shape.</summary>
    public BatchShape Batch => plan.Batch;

    /// <summary>A result, or an input that is no int32.</summary>
    public ActivationView Activations(Value value)
    {
        if (value.Kind == ValueKind.Input)
        {
            return inputs.Singles(value.Name).View;
        }

        ArrayView<float> region = arena.View(plan.Results[value]);
        ElementType format = formats.Of(value);
        return format == ElementType.F32
            ? region
            : new ActivationView(region.Cast<ushort>().SubView(0, value.Type.Elements(Batch)), format);
    }

    /// <summary>A float32 result or input.</summary>
    /// <exception cref="GraphException">It is stored in another format.</exception>
    public ArrayView<float> Singles(Value value) => formats.Of(value) == ElementType.F32
        ? Activations(value).Singles
        : throw new GraphException($"{value.Name} is stored as {formats.Of(value)}, expected F32");

    /// <summary>An int32 input.</summary>
    public ArrayView<int> Integers(Value value) => inputs.Integers(value.Name).View;

    /// <summary>A node's scratch; empty if it has none.</summary>
    public ArrayView<float> Scratch(Node node) =>
        plan.Scratch.TryGetValue(node, out Region region) ? arena.View(region) : ArrayView<float>.Empty;

    /// <summary>The rows of a value: tokens or sentences.</summary>
    public int Rows(Value value) => value.Type.Axes[0].In(Batch);
}
