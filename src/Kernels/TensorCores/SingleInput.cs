using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Activations that lie in memory as float32 and are rounded on their way to shared memory.</summary>
/// <typeparam name="TElement">The format that is multiplied.</typeparam>
internal readonly struct SingleInput<TElement> : ITensorInput, IActivations<SingleInput<TElement>>
    where TElement : struct, ITensorElement
{
    /// <summary>[T, C / 4].</summary>
    public readonly ArrayView<Float4> Quads;

    /// <summary>Reads a view that begins at a multiple of 16 bytes.</summary>
    /// <param name="input">[T, C].</param>
    public SingleInput(ArrayView<float> input) => Quads = input.Cast<Float4>();

    /// <inheritdoc/>
    public static SingleInput<TElement> Of(ActivationView view) => new(view.Singles);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4x4 Fetch(TensorRows rows, uint to, int depth)
    {
        Float4x4 values = default;
        if (depth + (4 * TensorQuads.Quad) < rows.Depths)
        {
            values = Read(rows, depth);
        }

        return values;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(TensorRows rows, uint to, Float4x4 fetched) => TensorQuads.Store<TElement>(rows, to, fetched);

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
    public Float2 ReadPair(long pair, int offset) => Quads.Cast<Float2>().SubView(pair)[offset];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float4 Read(TensorRows rows, int row, int depth) =>
        Quads[rows.Quad(row) + (depth >> 2) + TensorQuads.Quad];
}
