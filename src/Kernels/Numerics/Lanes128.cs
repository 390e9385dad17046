using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Four floats in a 128-bit register (SSE, AdvSimd); fused multiply-add where the processor has it.</summary>
internal readonly struct Lanes128 : ILanes<Lanes128>
{
    private readonly Vector128<float> Value;

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
    public static Lanes128 Abs(Lanes128 x) => new(Vector128.Abs(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 a, Lanes128 b) => new(Vector128.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 WhereLess(Lanes128 a, Lanes128 b, Lanes128 ifLess, Lanes128 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(a.Value, b.Value), ifLess.Value, otherwise.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Exp(Lanes128 x) => HostExponential.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ArrayView<float> view, long index) => new(Vector128.LoadUnsafe(ref view[index]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes128 Load(float* source) => new(Vector128.Load(source));

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
    public static Lanes128 PowerOfTwo(Lanes128 exponent) =>
        new(((Vector128.ConvertToInt32Native(exponent.Value) + Vector128.Create(127)) << 23).AsSingle());
}
