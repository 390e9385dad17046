using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Turns the rows of a panel of stored weights into float32 on the host, exactly as <typeparamref name="TElement"/> does. A row is
/// two registers wide. In 16 bits, weight i of the first register and weight i of the second are neighbours: together they fill a
/// lane, and one instruction takes either of them out of it.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
/// <typeparam name="TBits">The stored bits.</typeparam>
/// <typeparam name="TElement">Their format.</typeparam>
internal static unsafe class HostWidening<TLanes, TBits, TElement>
    where TLanes : struct, ILanes<TLanes>
    where TBits : unmanaged
    where TElement : struct, IElement<TBits>
{
    private static int Columns => 2 * TLanes.Count;

    /// <summary>The first register of a row.</summary>
    /// <param name="row">[2 registers].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Left(TBits* row) =>
        typeof(TElement) == typeof(F32) ? TLanes.Load((float*)row) : Widen(TLanes.LoadLow16((ushort*)row));

    /// <summary>The second register of a row.</summary>
    /// <param name="row">[2 registers].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Right(TBits* row) =>
        typeof(TElement) == typeof(F32) ? TLanes.Load((float*)row + TLanes.Count) : Widen(TLanes.LoadHigh16((ushort*)row));

    /// <summary>Widens a panel into memory.</summary>
    /// <param name="stored">[length].</param>
    /// <param name="length">Elements, a multiple of a row's.</param>
    /// <param name="widened">[length], each row in the order of its columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(TBits* stored, long length, float* widened)
    {
        for (long i = 0; i < length; i += Columns)
        {
            TLanes.Store(Left(stored + i), widened + i);
            TLanes.Store(Right(stored + i), widened + i + TLanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Widen(TLanes upperHalves) => typeof(TElement) == typeof(F16) ? TLanes.WidenF16(upperHalves) : upperHalves;
}
