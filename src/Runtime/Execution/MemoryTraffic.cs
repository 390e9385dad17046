using System.Collections.Immutable;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Bytes of device memory that a batch reads and writes, computed from types and shapes.</summary>
/// <param name="weights">How weights are stored.</param>
/// <param name="formats">How everything else is stored.</param>
/// <param name="batch">The batch.</param>
internal readonly struct MemoryTraffic(DeviceWeights weights, ActivationFormats formats, BatchShape batch)
{
    /// <summary>A node's inputs and outputs, each once, and what its launches leave for one another.</summary>
    public long Of(Node node, NodeKernel kernel)
    {
        long bytes = kernel.BytesBetweenLaunches(batch);
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            bytes += Read(node, i);
        }

        return bytes + Written(node.Outputs);
    }

    /// <summary>A graph's weights, inputs and outputs, each once: what no way to compute it can do without.</summary>
    public long Least(ComputeGraph graph)
    {
        var read = new Dictionary<Value, long>();
        foreach (Node node in graph.Nodes)
        {
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                Value input = node.Inputs[i];
                if (input.Kind != ValueKind.Result)
                {
                    // Of what one node gathers from and another reads as a whole, the whole.
                    read[input] = Math.Max(read.GetValueOrDefault(input), Read(node, i));
                }
            }
        }

        return read.Values.Sum() + Written(graph.Outputs.Values.Distinct());
    }

    private long Read(Node node, int index)
    {
        ImmutableArray<TensorType> types = [.. node.Inputs.Select(input => input.Type)];
        Value input = node.Inputs[index];
        int bytes = input.Kind == ValueKind.Weight ? weights.ElementBytes(input) : formats.ElementBytes(input);
        return node.Operation.ElementsRead(types, index, batch) * bytes;
    }

    private long Written(IEnumerable<Value> values)
    {
        long bytes = 0;
        foreach (Value value in values)
        {
            bytes += value.Type.Elements(batch) * formats.ElementBytes(value);
        }

        return bytes;
    }
}
