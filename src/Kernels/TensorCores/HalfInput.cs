using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Activations that lie in memory as the 16 bits that tensor cores multiply: copied as they are.</summary>
/// <typeparam name="TElement">The 16-bit format.</typeparam>
internal readonly struct HalfInput<TElement> : ITensorInput, IActivations<HalfInput<TElement>>
    where TElement : struct, ITensorHalf
{
    /// <summary>[T, C / 2], two channels an element.</summary>
    public readonly ArrayView<uint> Pairs;

    /// <summary>Where <see cref="Pairs"/> begins.</summary>
    public readonly long Address;

    /// <summary>Reads a view that begins at a multiple of 16 bytes.</summary>
    /// <param name="pairs">[T, C / 2], two channels an element.</param>
    public HalfInput(ArrayView<uint> pairs)
    {
        Pairs = pairs;
        Address = pairs.LoadEffectiveAddressAsPtr();
    }

    /// <inheritdoc/>
    public static HalfInput<TElement> Of(ActivationView view) => new(view.Halves.Cast<uint>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4x4 Fetch(TensorRows rows, uint to, int depth)
    {
        TensorCopies.Of<TElement>(Address, rows).Start(to, sizeof(ushort) * depth, rows.Pitch);
        return default;
    }

    /// <inheritdoc/>
    public void Store(TensorRows rows, uint to, Float4x4 fetched)
    {
        // The copy arrives by itself.
    }

    /// <inheritdoc/>
    public static void Round(TensorFragment fragment)
    {
        // Tiles hold what is multiplied.
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4x4 Read(TensorRows rows, int depth) => new(
        Read(rows, TensorQuads.Row, depth),
        Read(rows, TensorQuads.Row + TensorQuads.Step(rows), depth),
        Read(rows, TensorQuads.Row + (2 * TensorQuads.Step(rows)), depth),
        Read(rows, TensorQuads.Row + (3 * TensorQuads.Step(rows)), depth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float2 ReadPair(long pair, int offset) => TElement.Widen(Pairs.SubView(pair)[offset]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float4 Read(TensorRows rows, int row, int depth)
    {
        ulong four = Pairs.Cast<ulong>()[rows.Quad(row) + (depth >> 2) + TensorQuads.Quad];
        Float2 first = TElement.Widen((uint)four);
        Float2 second = TElement.Widen((uint)(four >> 32));
        return new Float4(first.X, first.Y, second.X, second.Y);
    }
}
