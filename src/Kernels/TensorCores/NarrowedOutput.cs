using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Results rounded to 16 bits: what the next product reads anyway, in half the memory.</summary>
/// <typeparam name="TElement">The format.</typeparam>
internal readonly struct NarrowedOutput<TElement> : ITensorOutput, IActivations<NarrowedOutput<TElement>>
    where TElement : struct, ITensorElement
{
    /// <summary>[T, C / 2].</summary>
    public readonly ArrayView<uint> Pairs;

    /// <summary>Stores to a view.</summary>
    /// <param name="pairs">[T, C / 2], two channels an element.</param>
    public NarrowedOutput(ArrayView<uint> pairs) => Pairs = pairs;

    /// <inheritdoc/>
    public static NarrowedOutput<TElement> Of(ActivationView view) => new(view.Halves.Cast<uint>());

    /// <inheritdoc/>
    public void Store(long pair, float first, float second) => Pairs[pair] = TElement.Narrow(first, second);
}
