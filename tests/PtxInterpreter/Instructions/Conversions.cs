namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Source: PTX ISA, "Data Movement and Conversion Instructions": cvt.</summary>
internal static class Conversions
{
    /// <summary>The conversion from one type to another, or null when it is not supported.</summary>
    public static UnaryOperation? Find(PtxInstruction instruction)
    {
        if (instruction.Types is not [PtxType to, PtxType from] || !RoundsToNearest(instruction, to, from))
        {
            return null;
        }
        bool saturate = instruction.Has("sat");
        return (from.IsFloat, to.IsFloat) switch
        {
            (false, false) => Between(to, from, saturate),
            (false, true) => saturate ? null : ToFloat(to, from),
            (true, false) => ToInteger(to, from, Rounding(instruction)),
            _ => Between(to, from, Rounding(instruction), saturate),
        };
    }

    /// <summary>Two values packed into one register, the first operand above the second: cvt.rn.f16x2.f32.</summary>
    public static BinaryOperation? FindPacked(PtxInstruction instruction)
    {
        if (instruction.Types is not [{ Lanes: 2 } to, { Kind: PtxTypeKind.Float, Bits: 32 }] || !instruction.Has("rn"))
        {
            return null;
        }
        Func<double, ulong> write = Writer(to with { Lanes = 1 })!;
        return (high, low) => (write(Bits.To<float>(high)) << 16) | write(Bits.To<float>(low));
    }

    // Directed rounding of results is rare enough to refuse; .rz and its like would be silently wrong.
    private static bool RoundsToNearest(PtxInstruction instruction, PtxType to, PtxType from) =>
        !instruction.Has("rz") && !instruction.Has("rm") && !instruction.Has("rp") && to.Lanes == 1 && from.Lanes == 1
        && (to.Kind != PtxTypeKind.Tensor || instruction.Has("rna") || instruction.Has("rn"));

    private static Func<double, double>? Rounding(PtxInstruction instruction) =>
        instruction.Has("rni") ? x => Math.Round(x, MidpointRounding.ToEven)
        : instruction.Has("rzi") ? Math.Truncate
        : instruction.Has("rmi") ? Math.Floor
        : instruction.Has("rpi") ? Math.Ceiling
        : null;

    private static UnaryOperation Between(PtxType to, PtxType from, bool saturate)
    {
        (Int128 least, Int128 most) = Range(to);
        Func<ulong, ulong> widen = Widen(to);
        Func<ulong, ulong> read = Widen(from);
        bool signed = from.Kind == PtxTypeKind.Signed;
        return saturate
            ? a => (ulong)Int128.Clamp(signed ? (long)read(a) : read(a), least, most)
            : a => widen(read(a));
    }

    private static UnaryOperation? ToFloat(PtxType to, PtxType from)
    {
        Func<ulong, ulong> read = Widen(from);
        bool signed = from.Kind == PtxTypeKind.Signed;
        // Straight from the integer: a detour through double would round twice.
        if (to is { Kind: PtxTypeKind.Float, Bits: 32 })
        {
            return signed ? a => Bits.From((float)(long)read(a)) : a => Bits.From((float)read(a));
        }
        Func<double, ulong>? write = Writer(to);
        return write is null ? null : signed ? a => write((long)read(a)) : a => write(read(a));
    }

    private static UnaryOperation? ToInteger(PtxType to, PtxType from, Func<double, double>? round)
    {
        Func<ulong, double>? read = Reader(from);
        if (read is null || round is null)
        {
            return null;
        }
        (Int128 least, Int128 most) = Range(to);
        return a =>
        {
            double value = round(read(a));
            return double.IsNaN(value) ? 0
                : value <= (double)least ? (ulong)least
                : value >= (double)most ? (ulong)most
                : (ulong)(Int128)value;
        };
    }

    private static UnaryOperation? Between(PtxType to, PtxType from, Func<double, double>? round, bool saturate)
    {
        Func<ulong, double>? read = Reader(from);
        Func<double, ulong>? write = Writer(to);
        if (read is null || write is null)
        {
            return null;
        }
        Func<double, double> clamp = saturate ? x => double.IsNaN(x) ? 0 : Math.Clamp(x, 0, 1) : x => x;
        return round is null ? a => write(clamp(read(a))) : a => write(clamp(round(read(a))));
    }

    private static (Int128 Least, Int128 Most) Range(PtxType type) => type.Kind == PtxTypeKind.Signed
        ? (-(Int128.One << (type.Bits - 1)), (Int128.One << (type.Bits - 1)) - 1)
        : (0, (Int128.One << type.Bits) - 1);

    // A destination register may be wider than the type: signed results are extended by their sign, others by zeros.
    private static Func<ulong, ulong> Widen(PtxType type) => (type.Kind, type.Bits) switch
    {
        (PtxTypeKind.Signed, 8) => a => (ulong)(sbyte)a,
        (PtxTypeKind.Signed, 16) => a => (ulong)(short)a,
        (PtxTypeKind.Signed, 32) => a => (ulong)(int)a,
        (_, 8) => a => (byte)a,
        (_, 16) => a => (ushort)a,
        (_, 32) => a => (uint)a,
        _ => a => a,
    };

    private static Func<ulong, double>? Reader(PtxType type) => (type.Kind, type.Bits) switch
    {
        (PtxTypeKind.Float, 16) => a => (double)Bits.To<Half>(a),
        (PtxTypeKind.Float, 32) => a => Bits.To<float>(a),
        (PtxTypeKind.Float, 64) => Bits.To<double>,
        (PtxTypeKind.Brain, 16) => a => Bits.BrainToSingle(a),
        _ => null,
    };

    private static Func<double, ulong>? Writer(PtxType type) => (type.Kind, type.Bits) switch
    {
        (PtxTypeKind.Float, 16) => x => Bits.From((Half)x),
        (PtxTypeKind.Float, 32) => x => Bits.From((float)x),
        (PtxTypeKind.Float, 64) => Bits.From,
        (PtxTypeKind.Brain, 16) => x => Bits.SingleToBrain((float)x),
        // Ten bits of fraction, ties away from zero.
        (PtxTypeKind.Tensor, 32) => x => (Bits.From((float)x) + 0x1000) & 0xffff_e000,
        _ => null,
    };
}
