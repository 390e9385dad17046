using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>From the widest usable SIMD registers to the code that is generic over them.</summary>
internal static class HostVectors
{
    /// <summary>Calls <paramref name="consumer"/> with the lanes type of the widest usable register.</summary>
    public static TResult Dispatch<TConsumer, TResult>(TConsumer consumer)
        where TConsumer : ILanesConsumer<TResult> => HostSimd.Lanes switch
        {
            16 => consumer.Use<Lanes512>(),
            8 => consumer.Use<Lanes256>(),
            4 => consumer.Use<Lanes128>(),
            _ => consumer.Use<LanesScalar>(),
        };
}
