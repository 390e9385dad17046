using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// How the values of a graph that are no weights are stored on a device. What a node leaves for another is in 16 bits where a GPU has
/// its weights in 16 bits, as PyTorch keeps it; what comes from the host or goes there is float32, and whichever kernel reads or
/// writes it converts.
/// </summary>
internal sealed class ActivationFormats
{
    private readonly ElementType between;
    private readonly HashSet<Value> wanted;

    /// <summary>Decides for a graph.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="weights">How its weights are stored.</param>
    /// <param name="graph">The graph.</param>
    public ActivationFormats(ComputeDevice device, ElementType weights, ComputeGraph graph)
    {
        between = device.IsHost ? ElementType.F32 : Elements.BesideWeights(weights);
        wanted = [.. graph.Outputs.Values];
    }

    /// <summary>The format of a value.</summary>
    public ElementType Of(Value value) => value.Kind == ValueKind.Result && !wanted.Contains(value) ? between : ElementType.F32;

    /// <summary>Bytes of one element of a value.</summary>
    public int ElementBytes(Value value) => Of(value) == ElementType.F32 ? sizeof(float) : sizeof(ushort);

    /// <summary>Floats of the arena that a result takes.</summary>
    public long Length(Value result, BatchShape batch) =>
        ((result.Type.Elements(batch) * ElementBytes(result)) + sizeof(float) - 1) / sizeof(float);
}
