using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Activations of one format.</summary>
/// <typeparam name="TBits">The stored bits.</typeparam>
/// <typeparam name="TElement">Their format.</typeparam>
internal readonly struct Stored<TBits, TElement> : IStored<Stored<TBits, TElement>>
    where TBits : unmanaged
    where TElement : struct, IElement<TBits>
{
    private readonly ArrayView<TBits> bits;

    /// <summary>Takes elements.</summary>
    public Stored(ArrayView<TBits> bits) => this.bits = bits;

    /// <inheritdoc/>
    public static Stored<TBits, TElement> Of(ActivationView view) => new(
        typeof(TBits) == typeof(float) ? view.Singles.Cast<TBits>() : view.Halves.Cast<TBits>());

    /// <inheritdoc/>
    public float Read(long index) => TElement.Widen(bits[index]);

    /// <inheritdoc/>
    public void Write(long index, float value) => bits[index] = TElement.Narrow(value);

    /// <inheritdoc/>
    public Stored<TBits, TElement> From(long first) => new(bits.SubView(first));
}
