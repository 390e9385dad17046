using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// A table of embedding rows, [Count, Channels] row-major in device memory. Packed once, then shared by any number of operators
/// of the same device; whoever packed it disposes it, after them.
/// </summary>
public sealed class EmbeddingTable : IDisposable
{
    private readonly EmbeddingStorage rows;

    private EmbeddingTable(EmbeddingStorage rows, int count, int channels, ElementType storage)
    {
        this.rows = rows;
        Count = count;
        Channels = channels;
        Storage = storage;
    }

    /// <summary>The rows.</summary>
    public int Count { get; }

    /// <summary>The channels of a row.</summary>
    public int Channels { get; }

    /// <summary>How an element is stored.</summary>
    public ElementType Storage { get; }

    /// <summary>The device memory that it holds.</summary>
    public long Bytes => (long)Count * Channels * Elements.SizeOf(Storage);

    /// <summary>The rows for host code.</summary>
    internal EmbeddingStorage Rows => rows;

    /// <summary>Copies a table to a device.</summary>
    /// <param name="device">Where it is used.</param>
    /// <param name="rows">[count, channels], row-major.</param>
    /// <param name="count">The rows.</param>
    /// <param name="channels">The channels of a row.</param>
    /// <param name="storage">What elements are rounded to.</param>
    /// <exception cref="KernelArgumentException"><paramref name="rows"/> does not have count * channels elements.</exception>
    public static EmbeddingTable Pack(
        ComputeDevice device, ReadOnlySpan<float> rows, int count, int channels, ElementType storage = ElementType.F32)
    {
        EmbeddingTable table = Allocate(device, count, channels, storage);
        try
        {
            if (rows.Length != (long)count * channels)
            {
                throw new KernelArgumentException(
                    $"{nameof(EmbeddingTable)}: rows has {rows.Length} elements, expected {(long)count * channels}");
            }

            table.Write(0, rows);
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>Makes room for a table on a device, to be filled by <see cref="Write"/>: for tables too large to be held twice.</summary>
    /// <param name="device">Where it is used.</param>
    /// <param name="count">The rows.</param>
    /// <param name="channels">The channels of a row.</param>
    /// <param name="storage">What elements are rounded to.</param>
    public static EmbeddingTable Allocate(
        ComputeDevice device, int count, int channels, ElementType storage = ElementType.F32)
    {
        ArgumentNullException.ThrowIfNull(device);
        KernelArguments.Positive(nameof(EmbeddingTable), "count", count);
        KernelArguments.Positive(nameof(EmbeddingTable), "channels", channels);
        EmbeddingStorage rows = storage switch
        {
            ElementType.F32 => new PackedEmbedding<float, F32>(device, count, channels),
            ElementType.F16 => new PackedEmbedding<ushort, F16>(device, count, channels),
            ElementType.BF16 => new PackedEmbedding<ushort, BF16>(device, count, channels),
            _ => throw new ArgumentOutOfRangeException(nameof(storage), storage, "F32, F16 or BF16 expected"),
        };
        return new EmbeddingTable(rows, count, channels, storage);
    }

    /// <summary>Rounds rows and copies them to the device.</summary>
    /// <param name="firstRow">Where the first of them goes.</param>
    /// <param name="values">Whole rows.</param>
    /// <exception cref="KernelArgumentException">They are not whole rows, or leave the table.</exception>
    public void Write(int firstRow, ReadOnlySpan<float> values)
    {
        if (firstRow < 0 || values.Length % Channels != 0 || firstRow + (long)(values.Length / Channels) > Count)
        {
            throw new KernelArgumentException(
                $"{nameof(EmbeddingTable)}: {values.Length} elements from row {firstRow} on, "
                + $"expected whole rows of {Channels} within {Count}");
        }

        rows.Write(firstRow, values);
    }

    /// <summary>Frees the device memory.</summary>
    public void Dispose() => rows.Dispose();

    /// <summary>The rows for kernels that are generic over the storage.</summary>
    internal ArrayView<TBits> View<TBits, TElement>()
        where TBits : unmanaged
        where TElement : struct, IElement<TBits> => ((PackedEmbedding<TBits, TElement>)rows).View;
}
