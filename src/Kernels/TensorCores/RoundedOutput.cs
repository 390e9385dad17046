using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Results rounded to what the next product multiplies anyway: of 16 bits in half the memory.</summary>
/// <typeparam name="TElement">The format.</typeparam>
internal readonly struct RoundedOutput<TElement> : ITensorOutput, IActivations<RoundedOutput<TElement>>
    where TElement : struct, ITensorElement
{
    /// <summary>[T, C] numbers of the format, begin at a multiple of 8 bytes.</summary>
    public readonly ArrayView<uint> Words;

    /// <summary>Stores to a view.</summary>
    /// <param name="words">[T, C] numbers of the format.</param>
    public RoundedOutput(ArrayView<uint> words) => Words = words;

    /// <summary>Takes a view of a format of 16 bits: no activations are TF32.</summary>
    public static RoundedOutput<TElement> Of(ActivationView view) => new(view.Halves.Cast<uint>());

    /// <inheritdoc/>
    public void Store(long pair, int offset, float first, float second) =>
        TElement.Write(Words, pair, offset, first, second);
}
