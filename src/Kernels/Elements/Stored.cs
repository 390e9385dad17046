using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Weights or activations of one format in device memory.</summary>
/// <typeparam name="TBits">The stored bits.</typeparam>
/// <typeparam name="TElement">Their format.</typeparam>
internal readonly struct Stored<TBits, TElement> : IStored<Stored<TBits, TElement>>
    where TBits : unmanaged
    where TElement : struct, IElement<TBits>
{
    private readonly ArrayView<TBits> bits;

    // Elements from the last multiple of four in the buffer, whose own beginning devices align, to the view.
    private readonly int offset;

    /// <summary>Takes a view that begins where its buffer does: a kernel cannot ask where one begins.</summary>
    /// <param name="bits">The elements.</param>
    public Stored(ArrayView<TBits> bits) => this.bits = bits;

    private Stored(ArrayView<TBits> bits, int offset)
    {
        this.bits = bits;
        this.offset = offset;
    }

    /// <inheritdoc/>
    public static Stored<TBits, TElement> Of(ActivationView view) => Of(
        typeof(TBits) == typeof(float) ? view.Singles.Cast<TBits>() : view.Halves.Cast<TBits>());

    /// <summary>Takes a view that begins anywhere; on the host.</summary>
    /// <param name="bits">The elements.</param>
    public static Stored<TBits, TElement> Of(ArrayView<TBits> bits) => new(bits, (int)(IndexOf(bits) % 4));

    /// <inheritdoc/>
    public float Read(long index) => TElement.WidenOnDevice(bits[index]);

    /// <inheritdoc/>
    public Float4 Read4(long index, int count)
    {
        if (IsQuad(index, count))
        {
            return TElement.Load(bits, index >> 2);
        }

        return new Float4(
            count > 0 ? Read(index) : 0f,
            count > 1 ? Read(index + 1) : 0f,
            count > 2 ? Read(index + 2) : 0f,
            count > 3 ? Read(index + 3) : 0f);
    }

    /// <inheritdoc/>
    public void Write(long index, float value) => bits[index] = TElement.NarrowOnDevice(value);

    /// <inheritdoc/>
    public void Write4(long index, Float4 values, int count)
    {
        if (IsQuad(index, count))
        {
            TElement.Store(bits, index >> 2, values);
            return;
        }

        WriteTo(index, values.X, count);
        WriteTo(index + 1, values.Y, count - 1);
        WriteTo(index + 2, values.Z, count - 2);
        WriteTo(index + 3, values.W, count - 3);
    }

    private static long IndexOf<TView>(TView view)
        where TView : IContiguousArrayView => view.Index;

    private bool IsQuad(long index, int count) => count > 3 && (((int)index & 3) | offset) == 0;

    private void WriteTo(long index, float value, int count)
    {
        if (count > 0)
        {
            Write(index, value);
        }
    }
}
