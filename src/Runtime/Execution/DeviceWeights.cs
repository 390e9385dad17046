using System.Collections.Immutable;
using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// The weights of a model in the memory of a device, packed as its operators want them. Each is read from the checkpoint and
/// packed once, when a graph first asks for it; all graphs of a session share it.
/// </summary>
internal sealed class DeviceWeights : IDisposable
{
    private readonly ComputeDevice device;
    private readonly BoundCheckpoint checkpoint;
    private readonly ElementType storage;
    private readonly Dictionary<string, GroupedConv1dWeights> convolutions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EmbeddingTable> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeviceBuffer<float>> vectors = new(StringComparer.Ordinal);

    /// <summary>Weights that are still on disk.</summary>
    /// <param name="device">Where they go.</param>
    /// <param name="checkpoint">Where they come from; must stay open.</param>
    /// <param name="storage">How convolution weights and embedding tables are stored; biases and norms stay float32.</param>
    public DeviceWeights(ComputeDevice device, BoundCheckpoint checkpoint, ElementType storage)
    {
        this.device = device;
        this.checkpoint = checkpoint;
        this.storage = storage;
    }

    /// <summary>Bytes of device memory that weights take.</summary>
    public long Bytes =>
        convolutions.Values.Sum(weights => weights.Bytes)
        + tables.Values.Sum(table => table.Bytes)
        + vectors.Values.Sum(vector => vector.Bytes);

    /// <summary>Bytes of one element of a value on the device: matrices are stored as asked for, everything else in four.</summary>
    public int ElementBytes(Value value) =>
        value is { Kind: ValueKind.Weight, Type.Axes.Length: > 1 } ? Elements.SizeOf(storage) : sizeof(float);

    /// <summary>The weights of one convolution, or of several over one input, one below the other.</summary>
    public GroupedConv1dWeights Convolution(GroupedConv1dShape shape, ImmutableArray<Value> values)
    {
        string key = Key(values);
        if (!convolutions.TryGetValue(key, out GroupedConv1dWeights? weights))
        {
            weights = GroupedConv1dWeights.Pack(device, shape, Read(values), storage);
            convolutions.Add(key, weights);
        }

        return weights;
    }

    /// <summary>An embedding table.</summary>
    public EmbeddingTable Table(Value value)
    {
        if (!tables.TryGetValue(value.Name, out EmbeddingTable? table))
        {
            int rows = value.Type.Axes[0].Size!.Value;
            table = EmbeddingTable.Pack(device, Read([value]), rows, value.Type.Channels, storage);
            tables.Add(value.Name, table);
        }

        return table;
    }

    /// <summary>A bias, a scale or a shift; several of them end to end.</summary>
    public ArrayView<float> Vector(params ImmutableArray<Value> values)
    {
        string key = Key(values);
        if (!vectors.TryGetValue(key, out DeviceBuffer<float>? vector))
        {
            vector = device.Upload<float>(Read(values));
            vectors.Add(key, vector);
        }

        return vector.View;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GroupedConv1dWeights weights in convolutions.Values)
        {
            weights.Dispose();
        }

        foreach (EmbeddingTable table in tables.Values)
        {
            table.Dispose();
        }

        foreach (DeviceBuffer<float> vector in vectors.Values)
        {
            vector.Dispose();
        }
    }

    private static string Key(ImmutableArray<Value> values) => string.Join('|', values.Select(value => value.Name));

    private float[] Read(ImmutableArray<Value> values)
    {
        long[] lengths = [.. values.Select(value => value.Type.Elements(default))];
        float[] all = GC.AllocateUninitializedArray<float>(checked((int)lengths.Sum()));
        int start = 0;
        for (int i = 0; i < values.Length; i++)
        {
            checkpoint[values[i].Name].ReadSingles(all.AsSpan(start, (int)lengths[i]));
            start += (int)lengths[i];
        }

        return all;
    }
}
