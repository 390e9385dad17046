namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the host's tiles are cut to.</summary>
internal static class HostCaches
{
    /// <summary>
    /// Floats of a tile that is read again and again while weights stream past it: 256 KiB, half of the smallest second-level cache
    /// of the servers and laptops in use (512 KiB, Zen 2 to 4; others have 1 to 2 MiB).
    /// </summary>
    public const int TileFloats = 64 * 1024;
}
