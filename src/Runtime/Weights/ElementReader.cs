using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// Widens little-endian elements. The bytes may lie at any address: a header's length need not be a multiple of 8, and
/// spans of unaligned numbers are allowed on every processor that this library runs on.
/// </summary>
internal static class ElementReader
{
    public static void ToSingles(ReadOnlySpan<byte> bytes, SafetensorsDType type, Span<float> destination)
    {
        switch (type)
        {
            case SafetensorsDType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination);
                break;
            case SafetensorsDType.F16:
                Convert<Half, float>(bytes, destination, static value => (float)value);
                break;
            case SafetensorsDType.BF16:
                Convert<ushort, float>(bytes, destination, static value => BitConverter.UInt32BitsToSingle((uint)value << 16));
                break;
            case SafetensorsDType.F64:
                Convert<double, float>(bytes, destination, static value => (float)value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "expected a floating-point type");
        }
    }

    public static void ToInt64s(ReadOnlySpan<byte> bytes, SafetensorsDType type, Span<long> destination)
    {
        switch (type)
        {
            case SafetensorsDType.I64:
                MemoryMarshal.Cast<byte, long>(bytes).CopyTo(destination);
                break;
            case SafetensorsDType.I32:
                Convert<int, long>(bytes, destination, static value => value);
                break;
            case SafetensorsDType.I16:
                Convert<short, long>(bytes, destination, static value => value);
                break;
            case SafetensorsDType.I8:
                Convert<sbyte, long>(bytes, destination, static value => value);
                break;
            case SafetensorsDType.U8:
                Convert<byte, long>(bytes, destination, static value => value);
                break;
            case SafetensorsDType.Bool:
                Convert<byte, long>(bytes, destination, static value => value == 0 ? 0 : 1);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "expected an integer type");
        }
    }

    private static void Convert<TFrom, TTo>(ReadOnlySpan<byte> bytes, Span<TTo> destination, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
    {
        ReadOnlySpan<TFrom> source = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (int index = 0; index < source.Length; index++)
        {
            destination[index] = convert(source[index]);
        }
    }
}
