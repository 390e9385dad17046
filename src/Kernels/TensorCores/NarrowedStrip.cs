using System.Runtime.CompilerServices;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// A <see cref="TensorStrip"/> rounded to 16 bits, a warp's 16 rows x 64 columns: sixteen registers of each lane, and as they
/// are the left operand of four products of 16 depths.
/// </summary>
internal readonly struct NarrowedStrip
{
    /// <summary>Columns 0 to 15.</summary>
    public readonly TensorFragment Columns0;

    /// <summary>Columns 16 to 31.</summary>
    public readonly TensorFragment Columns1;

    /// <summary>Columns 32 to 47.</summary>
    public readonly TensorFragment Columns2;

    /// <summary>Columns 48 to 63.</summary>
    public readonly TensorFragment Columns3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NarrowedStrip(TensorFragment columns0, TensorFragment columns1, TensorFragment columns2, TensorFragment columns3)
    {
        Columns0 = columns0;
        Columns1 = columns1;
        Columns2 = columns2;
        Columns3 = columns3;
    }

    /// <summary>Rounds sums, which must be values that arithmetic has made, not the registers of a product themselves.</summary>
    /// <param name="sums">16 x 64.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NarrowedStrip Of<TElement>(TensorStrip sums)
        where TElement : struct, ITensorElement => new(
            TensorFragment.Narrow<TElement>(sums.Sums0, sums.Sums1),
            TensorFragment.Narrow<TElement>(sums.Sums2, sums.Sums3),
            TensorFragment.Narrow<TElement>(sums.Sums4, sums.Sums5),
            TensorFragment.Narrow<TElement>(sums.Sums6, sums.Sums7));

    /// <summary>
    /// Stores the warp's rows as the right operand of a product: in two tiles of 32 columns, one behind the other. Other warps
    /// see them behind a barrier.
    /// </summary>
    /// <param name="to">The first tile in shared memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(uint to)
    {
        uint place = to + (uint)(((TensorTile.WarpRow + (TensorTile.Lane >> 2)) * TensorTile.Pitch) + (4 * (TensorTile.Lane & 3)));
        Store(place, Columns0);
        Store(place + 32, Columns1);
        Store(place + TensorTile.Bytes, Columns2);
        Store(place + TensorTile.Bytes + 32, Columns3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(uint place, TensorFragment fragment)
    {
        Store(place, fragment.Word0);
        Store(place + (8 * TensorTile.Pitch), fragment.Word1);
        Store(place + 16, fragment.Word2);
        Store(place + 16 + (8 * TensorTile.Pitch), fragment.Word3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(uint place, uint word) => CudaAsm.Emit("st.shared.b32 [%0], %1;", place, word);
}
