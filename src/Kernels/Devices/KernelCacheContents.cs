namespace SqueezeBert.Gpu.Devices;

/// <summary>Where compiled kernels are kept on disk, and what is there.</summary>
/// <param name="Folder">Where they are kept; null where they are not.</param>
/// <param name="Exists">Whether the folder is there; the first kernel makes it.</param>
/// <param name="Kernels">How many it holds.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="Compilation">How long compiling them took, in sum: without the driver's part.</param>
/// <param name="Problem">What keeps kernels from being found or kept; null where nothing does.</param>
public sealed record KernelCacheContents(
    string? Folder, bool Exists, int Kernels, long Bytes, TimeSpan Compilation, string? Problem);
