using System.Numerics;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Source: PTX ISA, "Integer Arithmetic Instructions".</summary>
internal static class IntegerOperations
{
    public static void AddTo(Dictionary<string, Delegate> table)
    {
        AddType<short>(table, "s16");
        AddType<ushort>(table, "u16");
        AddType<int>(table, "s32");
        AddType<uint>(table, "u32");
        AddType<long>(table, "s64");
        AddType<ulong>(table, "u64");

        AddWide<short, int>(table, "s16");
        AddWide<ushort, uint>(table, "u16");
        AddWide<int, long>(table, "s32");
        AddWide<uint, ulong>(table, "u32");
        AddHigh<int, long>(table, "s32", 32);
        AddHigh<uint, ulong>(table, "u32", 32);
        AddHigh<long, Int128>(table, "s64", 64);
        AddHigh<ulong, UInt128>(table, "u64", 64);

        table.Ternary("dp4a.s32.s32", (a, b, c) => Dot<sbyte, sbyte>(a, b, c));
        table.Ternary("dp4a.s32.u32", (a, b, c) => Dot<sbyte, byte>(a, b, c));
        table.Ternary("dp4a.u32.s32", (a, b, c) => Dot<byte, sbyte>(a, b, c));
        table.Ternary("dp4a.u32.u32", (a, b, c) => Dot<byte, byte>(a, b, c));
    }

    private static void AddType<T>(Dictionary<string, Delegate> table, string type)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        table.Binary($"add.{type}", (a, b) => Bits.From(Bits.To<T>(a) + Bits.To<T>(b)));
        table.Binary($"sub.{type}", (a, b) => Bits.From(Bits.To<T>(a) - Bits.To<T>(b)));
        table.Binary($"mul.lo.{type}", (a, b) => Bits.From(Bits.To<T>(a) * Bits.To<T>(b)));
        table.Ternary($"mad.lo.{type}", (a, b, c) => Bits.From((Bits.To<T>(a) * Bits.To<T>(b)) + Bits.To<T>(c)));
        table.Binary($"div.{type}", (a, b) => Bits.From(Bits.To<T>(a) / Bits.To<T>(b)));
        table.Binary($"rem.{type}", (a, b) => Bits.From(Bits.To<T>(a) % Bits.To<T>(b)));
        table.Binary($"min.{type}", (a, b) => Bits.From(T.Min(Bits.To<T>(a), Bits.To<T>(b))));
        table.Binary($"max.{type}", (a, b) => Bits.From(T.Max(Bits.To<T>(a), Bits.To<T>(b))));
        table.Unary($"neg.{type}", a => Bits.From(T.Zero - Bits.To<T>(a)));
        table.Unary($"abs.{type}", a => Bits.From(T.IsNegative(Bits.To<T>(a)) ? T.Zero - Bits.To<T>(a) : Bits.To<T>(a)));
        table.Binary($"inc.{type}", (a, b) => Bits.From(Bits.To<T>(a) >= Bits.To<T>(b) ? T.Zero : Bits.To<T>(a) + T.One));
        table.Binary(
            $"dec.{type}",
            (a, b) => T.IsZero(Bits.To<T>(a)) || Bits.To<T>(a) > Bits.To<T>(b) ? b : Bits.From(Bits.To<T>(a) - T.One));
    }

    private static void AddWide<T, TWide>(Dictionary<string, Delegate> table, string type)
        where T : unmanaged, IBinaryInteger<T>
        where TWide : unmanaged, IBinaryInteger<TWide>
    {
        table.Binary($"mul.wide.{type}", (a, b) => Bits.From(Product(a, b)));
        table.Ternary($"mad.wide.{type}", (a, b, c) => Bits.From(Product(a, b) + Bits.To<TWide>(c)));

        static TWide Product(ulong a, ulong b) =>
            TWide.CreateTruncating(Bits.To<T>(a)) * TWide.CreateTruncating(Bits.To<T>(b));
    }

    private static void AddHigh<T, TWide>(Dictionary<string, Delegate> table, string type, int bits)
        where T : unmanaged, IBinaryInteger<T>
        where TWide : unmanaged, IBinaryInteger<TWide> =>
        table.Binary($"mul.hi.{type}", (a, b) => Bits.From(T.CreateTruncating(
            (TWide.CreateTruncating(Bits.To<T>(a)) * TWide.CreateTruncating(Bits.To<T>(b))) >> bits)));

    private static ulong Dot<TA, TB>(ulong a, ulong b, ulong c)
        where TA : unmanaged, IBinaryInteger<TA>
        where TB : unmanaged, IBinaryInteger<TB>
    {
        int sum = (int)c;
        for (int lane = 0; lane < 32; lane += 8)
        {
            sum += int.CreateTruncating(Bits.To<TA>(a >> lane)) * int.CreateTruncating(Bits.To<TB>(b >> lane));
        }
        return (uint)sum;
    }
}
