using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Turns stored weights into float32 on the host, sixteen at a time, exactly as <typeparamref name="TElement"/> does.</summary>
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float* Widen(TBits* stored, long length, float* scratch)
    {
        if (typeof(TElement) == typeof(F32))
        {
            return (float*)stored;
        }

        long i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i + Vector256<ushort>.Count <= length; i += Vector256<ushort>.Count)
            {
                (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(Vector256.Load((ushort*)stored + i));
                Widen(low).Store(scratch + i);
                Widen(high).Store(scratch + i + Vector256<uint>.Count);
            }
        }

        for (; i < length; i++)
        {
            scratch[i] = TElement.Widen(stored[i]);
        }

        return scratch;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(Vector256<uint> bits)
    {
        if (typeof(TElement) == typeof(BF16))
        {
            return (bits << 16).AsSingle();
        }

        // The steps of F16.Widen.
        Vector256<uint> magnitude = bits & Vector256.Create(0x7fffu);
        Vector256<uint> shifted = magnitude << 13;
        Vector256<uint> value = (shifted.AsSingle() * Vector256.Create(5.192296858534828e33f)).AsUInt32();
        Vector256<uint> isSpecial = Vector256.GreaterThan(magnitude, Vector256.Create(0x7bffu));
        Vector256<uint> word = Vector256.ConditionalSelect(isSpecial, shifted | Vector256.Create(0x7f800000u), value);
        return (word | ((bits ^ magnitude) << 16)).AsSingle();
    }
}
