using System.Runtime.CompilerServices;
using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>One float: the fallback without SIMD, and what handles the tails of the wider ones.</summary>
internal struct LanesScalar : ILanes<LanesScalar>
{
    private float Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LanesScalar(float value) => Value = value;

    public static int Count => 1;

    public static LanesScalar operator +(LanesScalar a, LanesScalar b) => new(a.Value + b.Value);

    public static LanesScalar operator -(LanesScalar a, LanesScalar b) => new(a.Value - b.Value);

    public static LanesScalar operator -(LanesScalar a) => new(-a.Value);

    public static LanesScalar operator *(LanesScalar a, LanesScalar b) => new(a.Value * b.Value);

    public static LanesScalar operator /(LanesScalar a, LanesScalar b) => new(a.Value / b.Value);

    public static LanesScalar Constant(float value) => new(value);

    // Not MathF.FusedMultiplyAdd: without the instruction that is a call into the C library, fifty times slower.
    public static LanesScalar MultiplyAdd(LanesScalar a, LanesScalar b, LanesScalar c) => new((a.Value * b.Value) + c.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref LanesScalar sum, LanesScalar a, LanesScalar b) =>
        sum.Value += a.Value * b.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Accumulate(ref LanesScalar sum, float* x, LanesScalar a) => sum.Value += *x * a.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void AccumulatePair(ref LanesScalar sum, float* x, LanesScalar a, float* y, LanesScalar b) =>
        sum.Value += (*x + a.Value) * (*y + b.Value);

    public static LanesScalar Abs(LanesScalar x) => new(MathF.Abs(x.Value));

    public static LanesScalar Max(LanesScalar a, LanesScalar b) => new(MathF.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Lesser(LanesScalar a, LanesScalar b) => WhereLess(a, b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Greater(LanesScalar a, LanesScalar b) => WhereLess(b, a, a, b);

    public static LanesScalar WhereLess(LanesScalar a, LanesScalar b, LanesScalar ifLess, LanesScalar otherwise) =>
        a.Value < b.Value ? ifLess : otherwise;

    public static LanesScalar Exp(LanesScalar x) => HostExponential.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar NormalTails(LanesScalar x) => ElementaryFunctions.NormalTails(x);

    public static unsafe LanesScalar Load(ArrayView<float> view, long index) => Load(HostMemory.Element(view, index));

    public static unsafe LanesScalar Load(float* source) => new(*source);

    public static unsafe LanesScalar LoadLow16(ushort* pairs) => new(BF16.Widen(pairs[0]));

    public static unsafe LanesScalar LoadHigh16(ushort* pairs) => new(BF16.Widen(pairs[1]));

    public static LanesScalar WidenF16(LanesScalar halves) =>
        new(F16.Widen((ushort)(BitConverter.SingleToUInt32Bits(halves.Value) >> 16)));

    public static unsafe void Store(LanesScalar value, float* destination) => *destination = value.Value;

    public static float Sum(LanesScalar value) => value.Value;

    public static float Largest(LanesScalar value) => value.Value;

    public static LanesScalar Round(LanesScalar value) => new(MathF.Round(value.Value));

    public static LanesScalar Scale(LanesScalar x, LanesScalar exponent) =>
        new(x.Value * BitConverter.Int32BitsToSingle((int.CreateSaturating(exponent.Value) + 127) << 23));
}
