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

    /// <summary>The instruction set behind <see cref="Lanes"/>, for people.</summary>
    public static string Description => Lanes switch
    {
        16 => "AVX-512",
        8 => "AVX2+FMA",
        4 => AdvSimd.IsSupported ? "AdvSimd" : Fma.IsSupported ? "SSE+FMA" : "SSE",
        _ => "scalar",
    };
}
