using System.Collections.Immutable;
using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// The weights of a model in the memory of a device, packed as its operators want them. Each is read from the checkpoint and
/// packed once, when a graph first asks for it; all graphs of all sessions there share it. Methods may be called at the same time.
/// </summary>
/// <remarks>
/// The device is given with each call: the CPU's memory serves every CPU device, and the one that came first may be gone.
/// </remarks>
internal sealed class DeviceWeights : IDisposable
{
    private readonly BoundCheckpoint checkpoint;
    private readonly ElementType storage;
    private readonly Lock gate = new();
    private readonly Dictionary<string, GroupedConv1dWeights> convolutions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EmbeddingTable> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeviceBuffer<float>> vectors = new(StringComparer.Ordinal);

    // Where numbers are on their way from the file to the device; kept from one tensor to the next, until a graph has all of its.
    private float[] staging = [];

    /// <summary>Weights that are still on disk.</summary>
    /// <param name="checkpoint">Where they come from; must stay open.</param>
    /// <param name="storage">How convolution weights and embedding tables are stored; biases and norms stay float32.</param>
    public DeviceWeights(BoundCheckpoint checkpoint, ElementType storage)
    {
        this.checkpoint = checkpoint;
        this.storage = storage;
    }

    /// <summary>How convolution weights and embedding tables are stored.</summary>
    public ElementType Storage => storage;

    /// <summary>Bytes of device memory that weights take.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
            {
                return convolutions.Values.Sum(weights => weights.Bytes)
                    + tables.Values.Sum(table => table.Bytes)
                    + vectors.Values.Sum(vector => vector.Bytes);
            }
        }
    }

    /// <summary>Bytes of one element of a weight on the device: matrices are stored as asked for, vectors in four.</summary>
    public int ElementBytes(Value weight) =>
        weight is { Type.Axes.Length: > 1 } ? Elements.SizeOf(storage) : sizeof(float);

    /// <summary>The weights of one convolution, or of several over one input, one below the other.</summary>
    public GroupedConv1dWeights Convolution(ComputeDevice device, GroupedConv1dShape shape, ImmutableArray<Value> values)
    {
        lock (gate)
        {
            string key = Key(values);
            if (!convolutions.TryGetValue(key, out GroupedConv1dWeights? weights))
            {
                weights = GroupedConv1dWeights.Pack(device, shape, Read(values), storage);
                convolutions.Add(key, weights);
            }

            return weights;
        }
    }

    /// <summary>An embedding table.</summary>
    public EmbeddingTable Table(ComputeDevice device, Value value)
    {
        lock (gate)
        {
            if (!tables.TryGetValue(value.Name, out EmbeddingTable? table))
            {
                int rows = value.Type.Axes[0].Size!.Value;
                table = EmbeddingTable.Allocate(device, rows, value.Type.Channels, Elements.BesideWeights(storage));
                try
                {
                    new TableFill(device, checkpoint[value.Name], table).Run();
                }
                catch
                {
                    table.Dispose();
                    throw;
                }

                tables.Add(value.Name, table);
            }

            return table;
        }
    }

    /// <summary>A bias, a scale or a shift; several of them end to end.</summary>
    public ArrayView<float> Vector(ComputeDevice device, params ImmutableArray<Value> values)
    {
        lock (gate)
        {
            string key = Key(values);
            if (!vectors.TryGetValue(key, out DeviceBuffer<float>? vector))
            {
                vector = device.Upload<float>(Read(values), key);
                vectors.Add(key, vector);
            }

            return vector.View;
        }
    }

    /// <summary>Says that a graph has all of its weights, so that nothing need be kept ready to read more.</summary>
    public void DropStaging()
    {
        lock (gate)
        {
            staging = [];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Disposal.Of([.. convolutions.Values, .. tables.Values, .. vectors.Values]);

    private static string Key(ImmutableArray<Value> values) => string.Join('|', values.Select(value => value.Name));

    private Span<float> Read(ImmutableArray<Value> values)
    {
        Span<float> all = Staging(values.Sum(value => value.Type.Elements(default)));
        int start = 0;
        foreach (Value value in values)
        {
            int length = (int)value.Type.Elements(default);
            checkpoint[value.Name].ReadSingles(all.Slice(start, length));
            start += length;
        }

        return all;
    }

    private Span<float> Staging(long length)
    {
        if (staging.Length < length)
        {
            staging = GC.AllocateUninitializedArray<float>(checked((int)length));
        }

        return staging.AsSpan(0, (int)length);
    }
}
