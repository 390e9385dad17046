using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SqueezeBert.Gpu.Devices;

/// <summary>The widest SIMD registers that this process may use.</summary>
internal static class HostSimd
{
    /// <summary>Lanes of float32: 16, 8, 4 or 1.</summary>
    public static int Lanes { get; } =
        Vector512.IsHardwareAccelerated ? 16
        : Vector256.IsHardwareAccelerated && Fma.IsSupported ? 8
        : Vector128.IsHardwareAccelerated ? 4
        : 1;

    /// <summary>
    /// Whether additions cost a core little while it multiplies: AMD's Zen to Zen 4 (families 17h and 19h) have two pipes that add
    /// beside the two that multiply and add (Software Optimization Guide for the AMD Zen 4 Microarchitecture, "Floating-Point Unit").
    /// Measured on Zen 4; Zen 5 and others might, too, but were not at hand.
    /// </summary>
    public static bool AddsWhileMultiplying { get; } = Fma.IsSupported && IsZen();

    /// <summary>The instruction set behind <see cref="Lanes"/> and the kind of micro-kernel, for people.</summary>
    public static string Description => AddsWhileMultiplying ? $"{InstructionSet}, products in pairs" : InstructionSet;

    private static string InstructionSet => Lanes switch
    {
        16 => "AVX-512",
        8 => "AVX2+FMA",
        4 => AdvSimd.IsSupported ? "AdvSimd" : Fma.IsSupported ? "SSE+FMA" : "SSE",
        _ => "scalar",
    };

    private static bool IsZen()
    {
        // "AuthenticAMD", four letters a register.
        (_, int ebx, int ecx, int edx) = X86Base.CpuId(0, 0);
        if ((ebx, edx, ecx) != (0x68747541, 0x69746e65, 0x444d4163))
        {
            return false;
        }

        // The extended family counts on from 0fh.
        int version = X86Base.CpuId(1, 0).Eax;
        int family = ((version >> 8) & 0xf) + ((version >> 20) & 0xff);
        return family is 0x17 or 0x19;
    }
}
