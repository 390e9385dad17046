using System.Numerics;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Source: PTX ISA, "Logic and Shift Instructions" and the bit instructions among the integer arithmetic.</summary>
internal static class BitOperationsTable
{
    public static void AddTo(Dictionary<string, Delegate> table)
    {
        foreach (string type in (string[])["b16", "b32", "b64", "pred"])
        {
            table.Binary($"and.{type}", (a, b) => a & b);
            table.Binary($"or.{type}", (a, b) => a | b);
            table.Binary($"xor.{type}", (a, b) => a ^ b);
        }
        table.Unary("not.pred", a => a ^ 1);
        table.Unary("not.b16", a => ~a);
        table.Unary("not.b32", a => ~a);
        table.Unary("not.b64", a => ~a);
        table.Unary("cnot.b32", a => Bits.From((uint)a == 0));

        AddShifts<ushort>(table, 16, "b16", "u16");
        AddShifts<uint>(table, 32, "b32", "u32");
        AddShifts<ulong>(table, 64, "b64", "u64");
        // An arithmetic shift by the width or more leaves only copies of the sign.
        table.Binary("shr.s16", (a, b) => Bits.From((short)((short)a >> (int)Math.Min((uint)b, 15))));
        table.Binary("shr.s32", (a, b) => Bits.From((int)a >> (int)Math.Min((uint)b, 31)));
        table.Binary("shr.s64", (a, b) => Bits.From((long)a >> (int)Math.Min((uint)b, 63)));
        table.Ternary("shf.l.wrap.b32", (a, b, c) => (uint)(((b << 32) | (uint)a) << (int)(c & 31) >> 32));
        table.Ternary("shf.r.wrap.b32", (a, b, c) => (uint)(((b << 32) | (uint)a) >> (int)(c & 31)));

        table.Unary("popc.b32", a => (ulong)BitOperations.PopCount((uint)a));
        table.Unary("popc.b64", a => (ulong)BitOperations.PopCount(a));
        table.Unary("clz.b32", a => (ulong)BitOperations.LeadingZeroCount((uint)a));
        table.Unary("clz.b64", a => (ulong)BitOperations.LeadingZeroCount(a));
        table.Unary("brev.b32", a => Reverse(a, 32));
        table.Unary("brev.b64", a => Reverse(a, 64));
        table.Ternary("prmt.b32", Permute);
        table.Ternary("bfe.u32", (a, b, c) => Extract((uint)a, b, c, 32) & Field(c));
        table.Ternary("bfe.u64", (a, b, c) => Extract(a, b, c, 64) & Field(c));
        table.Ternary("bfe.s32", (a, b, c) => ExtractSigned((int)a, b, c, 32));
        table.Ternary("bfe.s64", (a, b, c) => ExtractSigned((long)a, b, c, 64));
    }

    private static void AddShifts<T>(Dictionary<string, Delegate> table, uint bits, string plain, string unsigned)
        where T : unmanaged, IBinaryInteger<T>
    {
        table.Binary($"shl.{plain}", (a, b) => (uint)b >= bits ? 0 : a << (int)b);
        BinaryOperation right = (a, b) => (uint)b >= bits ? 0 : Bits.From(Bits.To<T>(a) >> (int)b);
        table.Binary($"shr.{unsigned}", right);
        table.Binary($"shr.{plain}", right);
    }

    private static ulong Reverse(ulong value, int bits)
    {
        ulong reversed = 0;
        for (int bit = 0; bit < bits; bit++)
        {
            reversed |= ((value >> bit) & 1) << (bits - 1 - bit);
        }
        return reversed;
    }

    // Four selectors of four bits: a byte of {b, a}, or with the top bit its sign repeated.
    private static ulong Permute(ulong a, ulong b, ulong selectors)
    {
        ulong source = (b << 32) | (uint)a;
        ulong result = 0;
        for (int lane = 0; lane < 4; lane++)
        {
            int selector = (int)(selectors >> (4 * lane)) & 15;
            ulong value = (source >> (8 * (selector & 7))) & 0xff;
            result |= (selector < 8 ? value : value >= 128 ? 0xffUL : 0) << (8 * lane);
        }
        return result;
    }

    private static ulong Extract(ulong value, ulong position, ulong length, int bits) =>
        (int)(position & 0xff) >= bits || (length & 0xff) == 0 ? 0 : value >> (int)(position & 0xff);

    private static ulong ExtractSigned(long value, ulong position, ulong length, int bits)
    {
        int start = (int)(position & 0xff);
        int count = (int)(length & 0xff);
        if (count == 0)
        {
            return 0;
        }
        int end = Math.Min(start + count - 1, bits - 1);
        bool negative = ((value >> end) & 1) != 0;
        ulong field = start >= bits ? 0 : (ulong)value >> start;
        int known = Math.Max(0, end - start + 1);
        return (field & Bits.Mask(known)) | (negative ? ~Bits.Mask(known) : 0);
    }

    private static ulong Field(ulong length) => Bits.Mask((int)(length & 0xff));
}
