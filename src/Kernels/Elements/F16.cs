using ILGPU;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="ElementType.F16"/>, carried as bits because not every OpenCL device has half arithmetic.</summary>
public readonly struct F16 : IElement<ushort>
{
    /// <inheritdoc/>
    public static float Widen(ushort bits)
    {
        uint sign = (uint)(bits & 0x8000) << 16;
        uint magnitude = (uint)(bits & 0x7fff);

        // Shifting the exponent and mantissa into place leaves a float that is 2^112 too small, subnormals included.
        float value = Interop.IntAsFloat(magnitude << 13) * 5.192296858534828e33f;
        uint infinityOrNaN = 0x7f800000u | ((magnitude & 0x3ff) << 13);
        uint word = magnitude >= 0x7c00 ? infinityOrNaN : Interop.FloatAsInt(value);
        return Interop.IntAsFloat(word | sign);
    }

    /// <inheritdoc/>
    public static ushort Narrow(float value)
    {
        uint word = Interop.FloatAsInt(value);
        uint magnitude = word & 0x7fffffff;

        // Below 2^-14 steps are as wide as those of float32 at 0.5, so that adding 0.5 rounds; its own bits are then taken away.
        uint subnormal = Interop.FloatAsInt(Interop.IntAsFloat(magnitude) + 0.5f) - 0x3f000000;
        uint normal = (magnitude - 0x38000000 + 0xfff + ((magnitude >> 13) & 1)) >> 13;
        uint infinityOrNaN = magnitude > 0x7f800000 ? 0x7e00u : 0x7c00u;
        uint bits = magnitude < 0x38800000 ? subnormal : normal;
        bits = magnitude < 0x47800000 ? bits : infinityOrNaN;
        return (ushort)(bits | ((word >> 16) & 0x8000));
    }

    /// <inheritdoc/>
    static float IElement<ushort>.WidenOnDevice(ushort bits)
    {
        // Inline PTX, because ILGPU refuses a kernel with an ILGPU.Half on OpenCL even in a branch that is never taken there.
        if (!CudaAsm.IsSupported)
        {
            return Widen(bits);
        }

        float value = TensorRegister.Single(bits);
        CudaAsm.Emit("cvt.f32.f16 %0, %1;", value, bits);
        return value;
    }

    /// <inheritdoc/>
    static ushort IElement<ushort>.NarrowOnDevice(float value)
    {
        if (!CudaAsm.IsSupported)
        {
            return Narrow(value);
        }

        uint bits = TensorRegister.Word(Interop.FloatAsInt(value));
        CudaAsm.Emit("{ .reg .b16 half; cvt.rn.f16.f32 half, %1; cvt.u32.u16 %0, half; }", bits, value);
        return (ushort)bits;
    }

    /// <inheritdoc/>
    static Float4 IElement<ushort>.Load(ArrayView<ushort> bits, long quad) => HalfQuads<F16>.Load(bits, quad);

    /// <inheritdoc/>
    static void IElement<ushort>.Store(ArrayView<ushort> bits, long quad, Float4 values) =>
        HalfQuads<F16>.Store(bits, quad, values);
}
