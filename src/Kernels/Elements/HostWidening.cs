using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Turns stored weights into float32 on the host, exactly as <typeparamref name="TElement"/> does.</summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
/// <typeparam name="TBits">The stored bits.</typeparam>
/// <typeparam name="TElement">Their format.</typeparam>
internal static unsafe class HostWidening<TLanes, TBits, TElement>
    where TLanes : struct, ILanes<TLanes>
    where TBits : unmanaged
    where TElement : struct, IElement<TBits>
{
    /// <summary>One register of weights.</summary>
    /// <param name="stored">As many as the register has lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load(TBits* stored) =>
        typeof(TElement) == typeof(F32) ? TLanes.Load((float*)stored)
        : typeof(TElement) == typeof(BF16) ? TLanes.LoadBF16((ushort*)stored)
        : TLanes.LoadF16((ushort*)stored);

    /// <summary>Widens into memory.</summary>
    /// <param name="stored">[length].</param>
    /// <param name="length">Elements, a multiple of the register's lanes.</param>
    /// <param name="widened">[length].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(TBits* stored, long length, float* widened)
    {
        for (long i = 0; i < length; i += TLanes.Count)
        {
            TLanes.Store(Load(stored + i), widened + i);
        }
    }
}
