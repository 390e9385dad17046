using ILGPU;

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
    public static ushort Narrow(float value) => BitConverter.HalfToUInt16Bits((System.Half)value);
}
