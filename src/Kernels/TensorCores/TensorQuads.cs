using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Which part of a tile of activations a thread reads: four depths of four rows. Eight neighbouring threads read the 32 depths of a
/// row, so that a group of threads reads 16 rows at a time.
/// </summary>
internal static class TensorQuads
{
    /// <summary>Rows between one of a thread's rows and the next.</summary>
    public const int Step = TensorTile.GroupSize / Width;

    private const int Width = TensorTile.Depth / 4;

    /// <summary>The first of this thread's rows.</summary>
    public static int Row => Group.IdxX / Width;

    /// <summary>This thread's depths, in fours.</summary>
    public static int Quad => Group.IdxX & (Width - 1);

    /// <summary>Rounds a thread's part of a tile to 16 bits and stores it. Other threads see it behind a barrier.</summary>
    /// <param name="to">The tile in shared memory.</param>
    /// <param name="pitch">Bytes from one row of it to the next.</param>
    /// <param name="values">Four depths of four rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TElement>(uint to, int pitch, Float4x4 values)
        where TElement : struct, ITensorElement
    {
        uint place = to + (uint)((Row * pitch) + (8 * Quad));
        uint step = (uint)(Step * pitch);
        Store<TElement>(place, values.Row0);
        Store<TElement>(place + step, values.Row1);
        Store<TElement>(place + (2 * step), values.Row2);
        Store<TElement>(place + (3 * step), values.Row3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TElement>(uint place, Float4 values)
        where TElement : struct, ITensorElement => CudaAsm.Emit(
            "st.shared.v2.b32 [%0], {%1, %2};",
            place,
            TElement.Narrow(values.X, values.Y),
            TElement.Narrow(values.Z, values.W));
}
