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
    private readonly DeviceBuffer<TBits> buffer;
    private readonly int channels;

    /// <summary>Rounds the rows and uploads them.</summary>
    /// <param name="device">Where they are used.</param>
    /// <param name="rows">[count, channels].</param>
    /// <param name="channels">C.</param>
    public PackedEmbedding(ComputeDevice device, ReadOnlySpan<float> rows, int channels)
    {
        this.channels = channels;
        var packed = new TBits[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            packed[i] = TElement.Narrow(rows[i]);
        }

        buffer = device.Upload<TBits>(packed);
    }

    /// <summary>[count, channels].</summary>
    public ArrayView<TBits> View => buffer.View;

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
