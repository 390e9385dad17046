using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Activations in device memory: a view of their elements, and how these are stored.</summary>
public readonly struct ActivationView
{
    private readonly ArrayView<ushort> halves;

    /// <summary>Float32.</summary>
    /// <param name="singles">The elements.</param>
    public ActivationView(ArrayView<float> singles) => Singles = singles;

    /// <summary>A format of 16 bits.</summary>
    /// <param name="bits">The elements.</param>
    /// <param name="storage">F16 or BF16.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is F32.</exception>
    public ActivationView(ArrayView<ushort> bits, ElementType storage)
    {
        if (storage is not (ElementType.F16 or ElementType.BF16))
        {
            throw new ArgumentOutOfRangeException(nameof(storage), storage, "F16 or BF16 expected");
        }

        halves = bits;
        Storage = storage;
    }

    /// <summary>The format of an element.</summary>
    public ElementType Storage { get; }

    /// <summary>How many elements there are.</summary>
    public long Length => Storage == ElementType.F32 ? Singles.Length : halves.Length;

    /// <summary>The elements, if they are float32; else empty.</summary>
    internal ArrayView<float> Singles { get; }

    /// <summary>The elements, if they are in 16 bits; else empty.</summary>
    internal ArrayView<ushort> Halves => halves;

    /// <summary>Float32.</summary>
    /// <param name="singles">The elements.</param>
    public static implicit operator ActivationView(ArrayView<float> singles) => new(singles);

    /// <summary>Some of the elements.</summary>
    /// <param name="first">The first.</param>
    /// <param name="length">How many.</param>
    public ActivationView SubView(long first, long length) => Storage == ElementType.F32
        ? new(Singles.SubView(first, length))
        : new(halves.SubView(first, length), Storage);
}
