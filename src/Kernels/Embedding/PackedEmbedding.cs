using System.Runtime.InteropServices;
using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>An <see cref="EmbeddingStorage"/> of one element type.</summary>
/// <typeparam name="TBits">The stored bits.</typeparam>
/// <typeparam name="TElement">What they mean.</typeparam>
internal sealed unsafe class PackedEmbedding<TBits, TElement> : EmbeddingStorage
    where TBits : unmanaged
    where TElement : struct, IElement<TBits>
{
    private readonly ComputeDevice device;
    private readonly DeviceBuffer<TBits> buffer;
    private readonly int channels;

    /// <summary>Makes room for rows.</summary>
    /// <param name="device">Where they are used.</param>
    /// <param name="count">Rows.</param>
    /// <param name="channels">C.</param>
    public PackedEmbedding(ComputeDevice device, int count, int channels)
    {
        this.device = device;
        this.channels = channels;
        buffer = device.Allocate<TBits>((long)count * channels, $"an embedding table of {count} x {channels}");
    }

    /// <summary>[count, channels].</summary>
    public ArrayView<TBits> View => buffer.View;

    /// <inheritdoc/>
    public override void Write(int firstRow, ReadOnlySpan<float> rows)
    {
        ArrayView<TBits> destination = View.SubView((long)firstRow * channels, rows.Length);
        if (typeof(TElement) == typeof(F32))
        {
            device.Write(MemoryMarshal.Cast<float, TBits>(rows), destination);
            return;
        }

        var packed = new TBits[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            packed[i] = TElement.Narrow(rows[i]);
        }

        device.Write<TBits>(packed, destination);
    }

    /// <inheritdoc/>
    public override void Copy(int row, float* destination)
    {
        TBits* source = HostMemory.Pointer(View) + ((long)row * channels);
        for (int c = 0; c < channels; c++)
        {
            destination[c] = TElement.Widen(source[c]);
        }
    }

    /// <inheritdoc/>
    public override void Add(int row, float* destination)
    {
        TBits* source = HostMemory.Pointer(View) + ((long)row * channels);
        for (int c = 0; c < channels; c++)
        {
            destination[c] += TElement.Widen(source[c]);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => buffer.Dispose();
}
