using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Which part of a tile of activations a thread reads: four depths of four rows. Eight neighbouring threads read the 32 depths of a
/// row, so that four warps read 16 rows at a time.
/// </summary>
internal static class TensorQuads
{
    /// <summary>Depths of a tile.</summary>
    public const int Depths = 32;

    private const int Width = Depths / 4;

    /// <summary>The first of this thread's rows.</summary>
    public static int Row => Group.IdxX / Width;

    /// <summary>Rows between one of a thread's rows and the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Step(TensorRows rows) => rows.Threads / Width;

    /// <summary>This thread's depths, in fours.</summary>
    public static int Quad => Group.IdxX & (Width - 1);

    /// <summary>Rounds a thread's part of a tile and stores it. Other threads see it behind a barrier.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="to">The tile in shared memory.</param>
    /// <param name="values">Four depths of four rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TElement>(TensorRows rows, uint to, Float4x4 values)
        where TElement : struct, ITensorElement
    {
        uint place = to + (uint)((Row * rows.Pitch) + (4 * TElement.Size * Quad));
        uint step = (uint)(Step(rows) * rows.Pitch);
        TElement.Store(place, values.Row0);
        TElement.Store(place + step, values.Row1);
        TElement.Store(place + (2 * step), values.Row2);
        TElement.Store(place + (3 * step), values.Row3);
    }
}
