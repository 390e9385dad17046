using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>One float32 in one thread of an ILGPU kernel.</summary>
public readonly struct DeviceFloat : IReal<DeviceFloat>
{
    /// <summary>The number.</summary>
    public readonly float Value;

    /// <summary>Wraps a float.</summary>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeviceFloat(float value) => Value = value;

    /// <inheritdoc/>
    public static DeviceFloat operator +(DeviceFloat a, DeviceFloat b) => new(a.Value + b.Value);

    /// <inheritdoc/>
    public static DeviceFloat operator -(DeviceFloat a, DeviceFloat b) => new(a.Value - b.Value);

    /// <inheritdoc/>
    public static DeviceFloat operator -(DeviceFloat a) => new(-a.Value);

    /// <inheritdoc/>
    public static DeviceFloat operator *(DeviceFloat a, DeviceFloat b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public static DeviceFloat operator /(DeviceFloat a, DeviceFloat b) => new(a.Value / b.Value);

    /// <inheritdoc/>
    public static DeviceFloat Constant(float value) => new(value);

    /// <inheritdoc/>
    // Written out: device compilers contract it, and MathF.FusedMultiplyAdd does not compile to PTX.
    public static DeviceFloat MultiplyAdd(DeviceFloat a, DeviceFloat b, DeviceFloat c) => new(a.Value * b.Value + c.Value);

    /// <inheritdoc/>
    public static DeviceFloat Abs(DeviceFloat x) => new(XMath.Abs(x.Value));

    /// <inheritdoc/>
    public static DeviceFloat Max(DeviceFloat a, DeviceFloat b) => new(XMath.Max(a.Value, b.Value));

    /// <inheritdoc/>
    public static DeviceFloat Lesser(DeviceFloat a, DeviceFloat b) => WhereLess(a, b, a, b);

    /// <inheritdoc/>
    public static DeviceFloat Greater(DeviceFloat a, DeviceFloat b) => WhereLess(b, a, a, b);

    /// <inheritdoc/>
    // Both ways round: where one side is a constant, ILGPU 1.5.3 may swap the sides, and then takes NaN for less.
    public static DeviceFloat WhereLess(DeviceFloat a, DeviceFloat b, DeviceFloat ifLess, DeviceFloat otherwise) =>
        new((a.Value < b.Value) & (b.Value > a.Value) ? ifLess.Value : otherwise.Value);

    /// <inheritdoc/>
    /// <remarks>
    /// GPUs compute 2^(x log2 e), and the rounding of that product grows with x: 15 ulp at 88. So the argument is reduced first,
    /// x = n ln 2 + r, with ln 2 in two parts of which the first times n is exact (Cody, Waite 1980), and the hardware only sees r.
    /// </remarks>
    public static DeviceFloat Exp(DeviceFloat x)
    {
        // Beyond these the result is 0 or infinity; NaN passes both comparisons.
        float clamped = x.Value < -104f ? -104f : x.Value;
        clamped = clamped > 89f ? 89f : clamped;

        float n = Nearest(clamped * 1.44269504f);
        float r = clamped - (n * 0.693145752f) - (n * 1.42860677e-6f);

        // Two factors, since 2^n itself may be subnormal or infinite where the result is not.
        int whole = (int)n;
        int half = whole >> 1;
        return new(XMath.Exp(r) * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DeviceFloat NormalTails(DeviceFloat x) => ElementaryFunctions.NormalTails(x);

    /// <inheritdoc/>
    public static DeviceFloat Load(ArrayView<float> view, long index) => new(view[index]);

    /// <inheritdoc/>
    public static DeviceFloat Round(DeviceFloat x) => new(Nearest(x.Value));

    /// <inheritdoc/>
    public static DeviceFloat Scale(DeviceFloat x, DeviceFloat exponent) => new(x.Value * PowerOfTwo((int)exponent.Value));

    // Adding 1.5 * 2^23 and taking it away again rounds to an integer.
    private static float Nearest(float x) => x + 12582912f - 12582912f;

    private static float PowerOfTwo(int exponent) => Interop.IntAsFloat((uint)(exponent + 127) << 23);
}
