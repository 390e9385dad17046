using System.Runtime.CompilerServices;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// A <see cref="TensorStrip"/> rounded to be the left operand of a product: for every 32 bytes of its depth a fragment, so four of
/// 16-bit numbers, and eight of 32-bit numbers.
/// </summary>
internal readonly struct TensorOperand
{
    /// <summary>The first 32 bytes.</summary>
    public readonly TensorFragment Depth0;

    /// <summary>The second 32 bytes.</summary>
    public readonly TensorFragment Depth1;

    /// <summary>The third 32 bytes.</summary>
    public readonly TensorFragment Depth2;

    /// <summary>The fourth 32 bytes.</summary>
    public readonly TensorFragment Depth3;

    /// <summary>The fifth 32 bytes, of 32-bit numbers.</summary>
    public readonly TensorFragment Depth4;

    /// <summary>The sixth 32 bytes, of 32-bit numbers.</summary>
    public readonly TensorFragment Depth5;

    /// <summary>The seventh 32 bytes, of 32-bit numbers.</summary>
    public readonly TensorFragment Depth6;

    /// <summary>The eighth 32 bytes, of 32-bit numbers.</summary>
    public readonly TensorFragment Depth7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorOperand(
        TensorFragment depth0,
        TensorFragment depth1,
        TensorFragment depth2,
        TensorFragment depth3,
        TensorFragment depth4 = default,
        TensorFragment depth5 = default,
        TensorFragment depth6 = default,
        TensorFragment depth7 = default)
    {
        Depth0 = depth0;
        Depth1 = depth1;
        Depth2 = depth2;
        Depth3 = depth3;
        Depth4 = depth4;
        Depth5 = depth5;
        Depth6 = depth6;
        Depth7 = depth7;
    }

    /// <summary>Rounds to 16 bits.</summary>
    /// <param name="sums">As <see cref="ITensorElement.Operand"/> wants them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorOperand Narrow<TElement>(TensorStrip sums)
        where TElement : struct, ITensorHalf => new(
            TensorFragment.Narrow<TElement>(sums.Sums0, sums.Sums1),
            TensorFragment.Narrow<TElement>(sums.Sums2, sums.Sums3),
            TensorFragment.Narrow<TElement>(sums.Sums4, sums.Sums5),
            TensorFragment.Narrow<TElement>(sums.Sums6, sums.Sums7));

    /// <summary>
    /// Stores the warp's rows of 16-bit numbers as the right operand of a product: in two tiles of 32 columns, one behind the other.
    /// Other warps see them behind a barrier.
    /// </summary>
    /// <param name="to">The first tile in shared memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(uint to)
    {
        uint place = to + (uint)(((TensorTile.WarpRow + (TensorTile.Lane >> 2)) * TensorTile.Pitch) + (4 * (TensorTile.Lane & 3)));
        Store(place, Depth0);
        Store(place + 32, Depth1);
        Store(place + TensorTile.Bytes, Depth2);
        Store(place + TensorTile.Bytes + 32, Depth3);
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
