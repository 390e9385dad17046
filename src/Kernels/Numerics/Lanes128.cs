using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Four floats in a 128-bit register (SSE, AdvSimd); fused multiply-add where the processor has it.</summary>
internal struct Lanes128 : ILanes<Lanes128>
{
    private Vector128<float> Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes128(Vector128<float> value) => Value = value;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 a, Lanes128 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 a, Lanes128 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 a) => new(-a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 a, Lanes128 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator /(Lanes128 a, Lanes128 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Constant(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) =>
        new(Vector128.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lanes128 sum, Lanes128 a, Lanes128 b) =>
        sum.Value = Vector128.MultiplyAddEstimate(a.Value, b.Value, sum.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Accumulate(ref Lanes128 sum, float* x, Lanes128 a) =>
        sum.Value = Vector128.MultiplyAddEstimate(a.Value, Vector128.Create(*x), sum.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void AccumulatePair(ref Lanes128 sum, float* x, Lanes128 a, float* y, Lanes128 b) =>
        sum.Value = Vector128.MultiplyAddEstimate(Vector128.Create(*x) + a.Value, Vector128.Create(*y) + b.Value, sum.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Abs(Lanes128 x) => new(Vector128.Abs(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 a, Lanes128 b) => new(Vector128.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Lesser(Lanes128 a, Lanes128 b) => new(Vector128.MinNative(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Greater(Lanes128 a, Lanes128 b) => new(Vector128.MaxNative(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 WhereLess(Lanes128 a, Lanes128 b, Lanes128 ifLess, Lanes128 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(a.Value, b.Value), ifLess.Value, otherwise.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Exp(Lanes128 x) => HostExponential.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 NormalTails(Lanes128 x) => ElementaryFunctions.NormalTails(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes128 Load(ArrayView<float> view, long index) => Load(HostMemory.Element(view, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes128 LoadLow16(ushort* pairs) => new((Vector128.Load((int*)pairs) << 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes128 LoadHigh16(ushort* pairs) =>
        new((Vector128.Load((int*)pairs) & Vector128.Create(unchecked((int)0xffff0000))).AsSingle());

    // F16.Widen, with the sign carried along.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 WidenF16(Lanes128 halves)
    {
        Vector128<int> exponent = Vector128.Create(0x0f800000);
        Vector128<int> word = (halves.Value.AsInt32() >> 3) & Vector128.Create(unchecked((int)0x8fffe000));
        Vector128<float> value = word.AsSingle() * Vector128.Create(5.192296858534828e33f);
        Vector128<int> isSpecial = Vector128.Equals(word & exponent, exponent);
        return new(value | (isSpecial & Vector128.Create(0x7f800000)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Lanes128 value, float* destination) => value.Value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes128 value) => Vector128.Sum(value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Lanes128 value)
    {
        float largest = value.Value[0];
        for (int lane = 1; lane < Count; lane++)
        {
            largest = MathF.Max(largest, value.Value[lane]);
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Round(Lanes128 value) => new(Vector128.Round(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Scale(Lanes128 x, Lanes128 exponent) =>
        new(x.Value * ((Vector128.ConvertToInt32Native(exponent.Value) + Vector128.Create(127)) << 23).AsSingle());
}
