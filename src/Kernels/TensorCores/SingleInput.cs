using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Activations that lie in memory as float32 and are rounded to 16 bits on their way to shared memory.</summary>
/// <typeparam name="TElement">The 16-bit format.</typeparam>
internal readonly struct SingleInput<TElement> : ITensorInput
    where TElement : struct, ITensorElement
{
    /// <summary>[T, C / 4].</summary>
    public readonly ArrayView<Float4> Quads;

    // Eight neighbouring threads read 32 depths of a row, and each thread four depths of four rows.
    private const int Width = TensorTile.Depth / 4;
    private const int Step = TensorTile.GroupSize / Width;

    /// <summary>Reads a view that begins at a multiple of 16 bytes.</summary>
    /// <param name="input">[T, C].</param>
    public SingleInput(ArrayView<float> input) => Quads = input.Cast<Float4>();

    private static int Row => Group.IdxX / Width;

    private static int Quad => Group.IdxX & (Width - 1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4x4 Fetch(TensorRows rows, uint to, int depth)
    {
        Float4 row0 = default, row1 = default, row2 = default, row3 = default;
        if (depth + (4 * Quad) < rows.Depths)
        {
            row0 = Read(rows, Row, depth);
            row1 = Read(rows, Row + Step, depth);
            row2 = Read(rows, Row + (2 * Step), depth);
            row3 = Read(rows, Row + (3 * Step), depth);
        }

        return new Float4x4(row0, row1, row2, row3);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(TensorRows rows, uint to, Float4x4 fetched)
    {
        uint place = to + (uint)((Row * rows.Pitch) + (8 * Quad));
        uint step = (uint)(Step * rows.Pitch);
        Store(place, fetched.Row0);
        Store(place + step, fetched.Row1);
        Store(place + (2 * step), fetched.Row2);
        Store(place + (3 * step), fetched.Row3);
    }

    /// <inheritdoc/>
    public void Wait()
    {
        // Nothing was copied.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(uint place, Float4 values) => CudaAsm.Emit(
        "st.shared.v2.b32 [%0], {%1, %2};",
        place,
        TElement.Narrow(values.X, values.Y),
        TElement.Narrow(values.Z, values.W));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float4 Read(TensorRows rows, int row, int depth) =>
        Quads[((rows.Start + ((long)XMath.Min(row, rows.Rows - 1) * rows.Stride) + depth) / 4) + Quad];
}
