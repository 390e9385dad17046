using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// Host memory to which a device that is not the CPU copies the wanted results of a run, one buffer each in the order of the
/// graph's outputs. All graphs of a session use it in turn. Grows, never shrinks.
/// </summary>
/// <param name="device">What copies.</param>
internal sealed class OutputSet(ComputeDevice device) : IDisposable
{
    private readonly List<PinnedBuffer<float>?> buffers = [];

    /// <summary>Counts the times that any of them moved; what was bound before is void then.</summary>
    public int Generation { get; private set; }

    /// <summary>Makes room for the outputs of a graph.</summary>
    /// <exception cref="DeviceException">There is no room.</exception>
    public void Resize(Value[] outputs, BatchShape batch)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            if (i == buffers.Count)
            {
                buffers.Add(null);
            }

            int length = checked((int)outputs[i].Type.Elements(batch));
            if (buffers[i] is not { } buffer || buffer.Length < length)
            {
                buffers[i]?.Dispose();
                buffers[i] = null;
                buffers[i] = new PinnedBuffer<float>(device, length, outputs[i].Name);
                Generation++;
            }
        }
    }

    /// <summary>What copies the outputs of a graph.</summary>
    public QueuedCopy[] Downloads(Value[] outputs, Binding binding)
    {
        var copies = new QueuedCopy[outputs.Length];
        for (int i = 0; i < copies.Length; i++)
        {
            copies[i] = buffers[i]!.From(binding.Singles(outputs[i]).SubView(0, outputs[i].Type.Elements(binding.Batch)));
        }

        return copies;
    }

    /// <summary>The output at a place among the graph's.</summary>
    public ReadOnlySpan<float> this[int place] => buffers[place]!.Span;

    /// <inheritdoc/>
    public void Dispose()
    {
        PinnedBuffer<float>?[] gone = [.. buffers];
        buffers.Clear();
        Disposal.Of(gone);
    }
}
