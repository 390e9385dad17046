using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The inputs of all graphs of a session, by name.</summary>
/// <param name="device">Where they go.</param>
internal sealed class InputSet(ComputeDevice device) : IDisposable
{
    private readonly Dictionary<string, InputBuffer<int>> integers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InputBuffer<float>> singles = new(StringComparer.Ordinal);

    /// <summary>Counts the times that any of them moved.</summary>
    public int Generation
    {
        get
        {
            int generation = 0;
            foreach (InputBuffer<int> buffer in integers.Values)
            {
                generation += buffer.Generation;
            }

            foreach (InputBuffer<float> buffer in singles.Values)
            {
                generation += buffer.Generation;
            }

            return generation;
        }
    }

    /// <summary>An int32 input.</summary>
    public InputBuffer<int> Integers(string name) => Get(integers, name);

    /// <summary>A float32 input.</summary>
    public InputBuffer<float> Singles(string name) => Get(singles, name);

    /// <summary>Makes room for the inputs of a graph.</summary>
    public void Resize(IReadOnlyList<Value> inputs, BatchShape batch)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            Value input = inputs[i];
            int length = checked((int)input.Type.Elements(batch));
            if (input.Type.Scalar == ScalarType.I32)
            {
                Integers(input.Name).Resize(length);
            }
            else
            {
                Singles(input.Name).Resize(length);
            }
        }
    }

    /// <summary>What brings the inputs of a graph to a device that is not the CPU.</summary>
    public QueuedCopy[] Uploads(Value[] inputs) => Array.ConvertAll(inputs, input =>
        input.Type.Scalar == ScalarType.I32 ? Integers(input.Name).Upload() : Singles(input.Name).Upload());

    /// <inheritdoc/>
    public void Dispose() => Disposal.Of([.. integers.Values, .. singles.Values]);

    private InputBuffer<T> Get<T>(Dictionary<string, InputBuffer<T>> buffers, string name)
        where T : unmanaged
    {
        if (!buffers.TryGetValue(name, out InputBuffer<T>? buffer))
        {
            buffer = new InputBuffer<T>(device, name);
            buffers.Add(name, buffer);
        }

        return buffer;
    }
}
