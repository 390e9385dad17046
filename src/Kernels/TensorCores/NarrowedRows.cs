using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Activations that lie in memory as float32 and are rounded to 16 bits on their way to shared memory.</summary>
/// <typeparam name="TElement">The 16-bit format.</typeparam>
internal readonly struct NarrowedRows<TElement> : ITensorRows<Float4x4>
    where TElement : struct, ITensorElement
{
    private const int Quads = TensorTile.Depth / 4;
    private const int Step = TensorTile.GroupSize / Quads;

    private readonly ArrayView<Float4> activations;
    private readonly long start;
    private readonly int stride;
    private readonly int rows;
    private readonly int depths;
    private readonly int pitch;

    /// <summary>Takes rows of activations: eight neighbours read 32 depths of one, and each thread four depths of four.</summary>
    /// <param name="activations">[T, C / 4].</param>
    /// <param name="start">Float4s before the first.</param>
    /// <param name="stride">Float4s from one row to the next: C / 4.</param>
    /// <param name="rows">Rows that are there; past the last, the last is repeated.</param>
    /// <param name="depths">Depths of a row; past the last, zeros.</param>
    /// <param name="pitch">Bytes from one row of shared memory to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NarrowedRows(ArrayView<Float4> activations, long start, int stride, int rows, int depths, int pitch)
    {
        this.activations = activations;
        this.start = start;
        this.stride = stride;
        this.rows = rows;
        this.depths = depths;
        this.pitch = pitch;
    }

    private static int Row => Group.IdxX / Quads;

    private static int Quad => Group.IdxX & (Quads - 1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4x4 Fetch(uint to, int depth)
    {
        Float4 row0 = default, row1 = default, row2 = default, row3 = default;
        if (depth + (4 * Quad) < depths)
        {
            row0 = Read(Row, depth);
            row1 = Read(Row + Step, depth);
            row2 = Read(Row + (2 * Step), depth);
            row3 = Read(Row + (3 * Step), depth);
        }

        return new Float4x4(row0, row1, row2, row3);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(uint to, Float4x4 fetched)
    {
        uint place = to + (uint)((Row * pitch) + (8 * Quad));
        uint step = (uint)(Step * pitch);
        Store(place, fetched.Row0);
        Store(place + step, fetched.Row1);
        Store(place + (2 * step), fetched.Row2);
        Store(place + (3 * step), fetched.Row3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(uint place, Float4 values) => CudaAsm.Emit(
        "st.shared.v2.b32 [%0], {%1, %2};",
        place,
        TElement.Narrow(values.X, values.Y),
        TElement.Narrow(values.Z, values.W));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float4 Read(int row, int depth) =>
        activations[start + ((long)XMath.Min(row, rows - 1) * stride) + (depth / 4) + Quad];
}
