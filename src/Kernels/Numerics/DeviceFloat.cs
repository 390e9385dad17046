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
    public static DeviceFloat Min(DeviceFloat a, DeviceFloat b) => new(XMath.Min(a.Value, b.Value));

    /// <inheritdoc/>
    public static DeviceFloat WhereLess(DeviceFloat a, DeviceFloat b, DeviceFloat ifLess, DeviceFloat otherwise) =>
        a.Value < b.Value ? ifLess : otherwise;

    /// <inheritdoc/>
    public static DeviceFloat Exp(DeviceFloat x) => new(XMath.Exp(x.Value));

    /// <inheritdoc/>
    public static DeviceFloat Log(DeviceFloat x) => new(XMath.Log(x.Value));

    /// <inheritdoc/>
    public static DeviceFloat Load(ArrayView<float> view, long index) => new(view[index]);
}
