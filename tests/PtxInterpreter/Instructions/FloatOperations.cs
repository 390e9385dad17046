using System.Numerics;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// Source: PTX ISA, "Floating Point Instructions" and "Half Precision Floating Point Instructions".
/// Approximations are computed exactly and rounded, save <c>tanh.approx</c>, whose documented error of 2^-11 is far above
/// float32 rounding: its result loses the bits that the hardware does not promise.
/// </summary>
internal static class FloatOperations
{
    private const uint TanhPromisedBits = 0xffff_e000; // ten bits of fraction: half a unit is 2^-11

    public static void AddTo(Dictionary<string, Delegate> table)
    {
        AddType<float>(table, "f32");
        AddType<double>(table, "f64");
        AddType<Half>(table, "f16");
        table.Ternary("fma.f32", (a, b, c) =>
            Bits.From(MathF.FusedMultiplyAdd(Bits.To<float>(a), Bits.To<float>(b), Bits.To<float>(c))));
        table.Ternary("fma.f64", (a, b, c) =>
            Bits.From(Math.FusedMultiplyAdd(Bits.To<double>(a), Bits.To<double>(b), Bits.To<double>(c))));
        table.Ternary("fma.f16", (a, b, c) =>
            Bits.From((Half)(((double)Bits.To<Half>(a) * (double)Bits.To<Half>(b)) + (double)Bits.To<Half>(c))));

        AddFunction(table, "ex2", x => Math.Pow(2, x));
        AddFunction(table, "lg2", Math.Log2);
        AddFunction(table, "rcp", x => 1 / x);
        AddFunction(table, "sqrt", Math.Sqrt);
        AddFunction(table, "rsqrt", x => 1 / Math.Sqrt(x));
        AddFunction(table, "sin", Math.Sin);
        AddFunction(table, "cos", Math.Cos);
        table.Unary("tanh.f32", a => (Bits.From(MathF.Tanh(Bits.To<float>(a))) + 0x1000) & TanhPromisedBits);
        table.Unary("tanh.f16", a => Bits.From((Half)MathF.Tanh((float)Bits.To<Half>(a))));
    }

    private static void AddType<T>(Dictionary<string, Delegate> table, string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        table.Binary($"add.{type}", (a, b) => Bits.From(Bits.To<T>(a) + Bits.To<T>(b)));
        table.Binary($"sub.{type}", (a, b) => Bits.From(Bits.To<T>(a) - Bits.To<T>(b)));
        table.Binary($"mul.{type}", (a, b) => Bits.From(Bits.To<T>(a) * Bits.To<T>(b)));
        table.Binary($"div.{type}", (a, b) => Bits.From(Bits.To<T>(a) / Bits.To<T>(b)));
        // Without .NaN the operand that is a number wins.
        table.Binary($"min.{type}", (a, b) => Bits.From(T.MinNumber(Bits.To<T>(a), Bits.To<T>(b))));
        table.Binary($"max.{type}", (a, b) => Bits.From(T.MaxNumber(Bits.To<T>(a), Bits.To<T>(b))));
        table.Binary($"min.NaN.{type}", (a, b) => Bits.From(T.Min(Bits.To<T>(a), Bits.To<T>(b))));
        table.Binary($"max.NaN.{type}", (a, b) => Bits.From(T.Max(Bits.To<T>(a), Bits.To<T>(b))));
        table.Unary($"neg.{type}", a => Bits.From(-Bits.To<T>(a)));
        table.Unary($"abs.{type}", a => Bits.From(T.Abs(Bits.To<T>(a))));
        table.Binary($"copysign.{type}", (a, b) => Bits.From(T.CopySign(Bits.To<T>(b), Bits.To<T>(a))));
        table.Unary($"testp.notanumber.{type}", a => Bits.From(T.IsNaN(Bits.To<T>(a))));
        table.Unary($"testp.number.{type}", a => Bits.From(!T.IsNaN(Bits.To<T>(a))));
        table.Unary($"testp.finite.{type}", a => Bits.From(T.IsFinite(Bits.To<T>(a))));
        table.Unary($"testp.infinite.{type}", a => Bits.From(T.IsInfinity(Bits.To<T>(a))));
        table.Unary($"testp.normal.{type}", a => Bits.From(T.IsNormal(Bits.To<T>(a))));
        table.Unary($"testp.subnormal.{type}", a => Bits.From(T.IsSubnormal(Bits.To<T>(a))));
    }

    private static void AddFunction(Dictionary<string, Delegate> table, string name, Func<double, double> function)
    {
        table.Unary($"{name}.f32", a => Bits.From((float)function(Bits.To<float>(a))));
        table.Unary($"{name}.f64", a => Bits.From(function(Bits.To<double>(a))));
        table.Unary($"{name}.f16", a => Bits.From((Half)function((double)Bits.To<Half>(a))));
    }
}
