using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Chooses the widest SIMD registers that this process may use.</summary>
internal static class HostVectors
{
    /// <summary>Lanes of float32 in the widest usable register: 16, 8, 4 or 1.</summary>
    public static int Count { get; } =
        Vector512.IsHardwareAccelerated ? 16
        : Vector256.IsHardwareAccelerated && Fma.IsSupported ? 8
        : Vector128.IsHardwareAccelerated ? 4
        : 1;

    /// <summary>The instruction set behind <see cref="Count"/>, for people.</summary>
    public static string Description => Count switch
    {
        16 => "AVX-512",
        8 => "AVX2+FMA",
        4 => System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? "AdvSimd" : Fma.IsSupported ? "SSE+FMA" : "SSE",
        _ => "scalar",
    };

    /// <summary>Calls <paramref name="consumer"/> with the lanes type of the widest usable register.</summary>
    public static TResult Dispatch<TConsumer, TResult>(TConsumer consumer)
        where TConsumer : ILanesConsumer<TResult> => Count switch
        {
            16 => consumer.Use<Lanes512>(),
            8 => consumer.Use<Lanes256>(),
            4 => consumer.Use<Lanes128>(),
            _ => consumer.Use<LanesScalar>(),
        };
}
