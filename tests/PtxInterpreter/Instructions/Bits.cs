using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// Values in 64-bit register slots. A slot holds its value in the low bits; what lies above is unspecified, so every
/// reader narrows to its own type.
/// </summary>
internal static class Bits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T To<T>(ulong slot)
        where T : unmanaged => Unsafe.As<ulong, T>(ref slot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong From<T>(T value)
        where T : unmanaged
    {
        ulong slot = 0;
        Unsafe.As<ulong, T>(ref slot) = value;
        return slot;
    }

    public static ulong From(bool value) => value ? 1UL : 0UL;

    public static ulong Mask(int bits) => bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1;

    public static float BrainToSingle(ulong slot) => BitConverter.UInt32BitsToSingle((uint)(slot & 0xffff) << 16);

    /// <summary>Rounds to bfloat16, ties to even.</summary>
    public static ulong SingleToBrain(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? 0x7fff : (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    }
}
