using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Turns stored weights into float32 on the host.</summary>
/// <typeparam name="TBits">The stored bits.</typeparam>
/// <typeparam name="TElement">Their format.</typeparam>
internal static unsafe class HostWidening<TBits, TElement>
    where TBits : unmanaged
    where TElement : struct, IElement<TBits>
{
    /// <summary>Widens into <paramref name="scratch"/>, or returns <paramref name="stored"/> itself where it is float32.</summary>
    /// <param name="stored">[length].</param>
    /// <param name="length">Elements.</param>
    /// <param name="scratch">[length]; not touched for float32.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Widen(TBits* stored, long length, float* scratch)
    {
        if (typeof(TElement) == typeof(F32))
        {
            return (float*)stored;
        }

        for (long i = 0; i < length; i++)
        {
            scratch[i] = TElement.Widen(stored[i]);
        }

        return scratch;
    }
}
