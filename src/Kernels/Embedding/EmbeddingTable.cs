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
        ArgumentNullException.ThrowIfNull(device);
        KernelArguments.Positive(nameof(EmbeddingTable), "count", count);
        KernelArguments.Positive(nameof(EmbeddingTable), "channels", channels);
        if (rows.Length != (long)count * channels)
        {
            throw new KernelArgumentException(
                $"{nameof(EmbeddingTable)}: rows has {rows.Length} elements, expected {(long)count * channels}");
        }

        EmbeddingStorage packed = storage switch
        {
            ElementType.F32 => new PackedEmbedding<float, F32>(device, rows, channels),
            ElementType.F16 => new PackedEmbedding<ushort, F16>(device, rows, channels),
            ElementType.BF16 => new PackedEmbedding<ushort, BF16>(device, rows, channels),
            _ => throw new ArgumentOutOfRangeException(nameof(storage), storage, "F32, F16 or BF16 expected"),
        };
        return new EmbeddingTable(packed, count, channels, storage);
    }

    /// <summary>Frees the device memory.</summary>
    public void Dispose() => rows.Dispose();

    /// <summary>The rows for kernels that are generic over the storage.</summary>
    internal ArrayView<TBits> View<TBits, TElement>()
        where TBits : unmanaged
        where TElement : struct, IElement<TBits> => ((PackedEmbedding<TBits, TElement>)rows).View;
}
