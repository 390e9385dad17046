using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Eight floats in a 256-bit register (AVX2 with FMA).</summary>
internal struct Lanes256 : ILanes<Lanes256>
{
    private Vector256<float> Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes256(Vector256<float> value) => Value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 a, Lanes256 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 a, Lanes256 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 a) => new(-a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 a, Lanes256 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator /(Lanes256 a, Lanes256 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Constant(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) =>
        new(Fma.MultiplyAdd(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lanes256 sum, Lanes256 a, Lanes256 b) =>
        sum.Value = Fma.MultiplyAdd(a.Value, b.Value, sum.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Accumulate(ref Lanes256 sum, float* x, Lanes256 a) =>
        sum.Value = Fma.MultiplyAdd(a.Value, Vector256.Create(*x), sum.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void AccumulatePair(ref Lanes256 sum, float* x, Lanes256 a, float* y, Lanes256 b) =>
        sum.Value = Fma.MultiplyAdd(Vector256.Create(*x) + a.Value, Vector256.Create(*y) + b.Value, sum.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Abs(Lanes256 x) => new(Vector256.Abs(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Max(Lanes256 a, Lanes256 b) => new(Vector256.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Lesser(Lanes256 a, Lanes256 b) => new(Vector256.MinNative(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Greater(Lanes256 a, Lanes256 b) => new(Vector256.MaxNative(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 WhereLess(Lanes256 a, Lanes256 b, Lanes256 ifLess, Lanes256 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(a.Value, b.Value), ifLess.Value, otherwise.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Exp(Lanes256 x) => HostExponential.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 NormalTails(Lanes256 x) => new(HostNormalTails.Evaluate(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes256 Load(ArrayView<float> view, long index) => Load(HostMemory.Element(view, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes256 LoadLow16(ushort* pairs) => new((Vector256.Load((int*)pairs) << 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes256 LoadHigh16(ushort* pairs) =>
        new((Vector256.Load((int*)pairs) & Vector256.Create(unchecked((int)0xffff0000))).AsSingle());

    // F16.Widen, with the sign carried along.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 WidenF16(Lanes256 halves)
    {
        Vector256<int> exponent = Vector256.Create(0x0f800000);
        Vector256<int> word = (halves.Value.AsInt32() >> 3) & Vector256.Create(unchecked((int)0x8fffe000));
        Vector256<float> value = word.AsSingle() * Vector256.Create(5.192296858534828e33f);
        Vector256<int> isSpecial = Vector256.Equals(word & exponent, exponent);
        return new(value | (isSpecial & Vector256.Create(0x7f800000)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Lanes256 value, float* destination) => value.Value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 value) => Vector256.Sum(value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Lanes256 value)
    {
        float largest = value.Value[0];
        for (int lane = 1; lane < Count; lane++)
        {
            largest = MathF.Max(largest, value.Value[lane]);
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Round(Lanes256 value) => new(Vector256.Round(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Scale(Lanes256 x, Lanes256 exponent) =>
        new(x.Value * ((Vector256.ConvertToInt32Native(exponent.Value) + Vector256.Create(127)) << 23).AsSingle());
}
