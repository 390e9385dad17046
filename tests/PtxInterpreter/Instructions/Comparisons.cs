using System.Numerics;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Source: PTX ISA, "Comparison and Selection Instructions": setp, and "Floating Point Comparisons".</summary>
internal static class Comparisons
{
    public static BinaryOperation? Find(string comparison, PtxType type) => (type.Kind, type.Bits) switch
    {
        (PtxTypeKind.Float, 32) => OfFloat<float>(comparison),
        (PtxTypeKind.Float, 64) => OfFloat<double>(comparison),
        (PtxTypeKind.Float, 16) => OfFloat<Half>(comparison),
        (PtxTypeKind.Signed, 16) => OfInteger<short>(comparison),
        (PtxTypeKind.Signed, 32) => OfInteger<int>(comparison),
        (PtxTypeKind.Signed, 64) => OfInteger<long>(comparison),
        (PtxTypeKind.Unsigned or PtxTypeKind.Bits, 16) => OfInteger<ushort>(comparison),
        (PtxTypeKind.Unsigned or PtxTypeKind.Bits, 32) => OfInteger<uint>(comparison),
        (PtxTypeKind.Unsigned or PtxTypeKind.Bits, 64) => OfInteger<ulong>(comparison),
        _ => null,
    };

    private static BinaryOperation? OfInteger<T>(string comparison)
        where T : unmanaged, IBinaryInteger<T> => comparison switch
        {
            "eq" => (a, b) => Bits.From(Bits.To<T>(a) == Bits.To<T>(b)),
            "ne" => (a, b) => Bits.From(Bits.To<T>(a) != Bits.To<T>(b)),
            "lt" or "lo" => (a, b) => Bits.From(Bits.To<T>(a) < Bits.To<T>(b)),
            "le" or "ls" => (a, b) => Bits.From(Bits.To<T>(a) <= Bits.To<T>(b)),
            "gt" or "hi" => (a, b) => Bits.From(Bits.To<T>(a) > Bits.To<T>(b)),
            "ge" or "hs" => (a, b) => Bits.From(Bits.To<T>(a) >= Bits.To<T>(b)),
            _ => null,
        };

    // A trailing u makes a comparison true when an operand is NaN; "ne" is the ordered one, unlike C#'s.
    private static BinaryOperation? OfFloat<T>(string comparison)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => comparison switch
        {
            "eq" => (a, b) => Bits.From(Bits.To<T>(a) == Bits.To<T>(b)),
            "ne" => (a, b) => Bits.From(Bits.To<T>(a) < Bits.To<T>(b) || Bits.To<T>(a) > Bits.To<T>(b)),
            "lt" => (a, b) => Bits.From(Bits.To<T>(a) < Bits.To<T>(b)),
            "le" => (a, b) => Bits.From(Bits.To<T>(a) <= Bits.To<T>(b)),
            "gt" => (a, b) => Bits.From(Bits.To<T>(a) > Bits.To<T>(b)),
            "ge" => (a, b) => Bits.From(Bits.To<T>(a) >= Bits.To<T>(b)),
            "equ" => (a, b) => Bits.From(!(Bits.To<T>(a) < Bits.To<T>(b) || Bits.To<T>(a) > Bits.To<T>(b))),
            "neu" => (a, b) => Bits.From(Bits.To<T>(a) != Bits.To<T>(b)),
            "ltu" => (a, b) => Bits.From(!(Bits.To<T>(a) >= Bits.To<T>(b))),
            "leu" => (a, b) => Bits.From(!(Bits.To<T>(a) > Bits.To<T>(b))),
            "gtu" => (a, b) => Bits.From(!(Bits.To<T>(a) <= Bits.To<T>(b))),
            "geu" => (a, b) => Bits.From(!(Bits.To<T>(a) < Bits.To<T>(b))),
            "num" => (a, b) => Bits.From(!T.IsNaN(Bits.To<T>(a)) && !T.IsNaN(Bits.To<T>(b))),
            "nan" => (a, b) => Bits.From(T.IsNaN(Bits.To<T>(a)) || T.IsNaN(Bits.To<T>(b))),
            _ => null,
        };
}
