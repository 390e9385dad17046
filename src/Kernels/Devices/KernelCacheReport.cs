namespace SqueezeBert.Gpu.Devices;

/// <summary>What keeping compiled kernels on disk did for a device since it was opened.</summary>
/// <param name="Folder">Where they are kept; null where they are not.</param>
/// <param name="Found">Kernels that were there.</param>
/// <param name="Compiled">Kernels that had to be compiled.</param>
/// <param name="Damaged">Kernels that were there and not as they were written; they count as compiled, too.</param>
/// <param name="Problem">What kept kernels from being found or kept, the latest; null where nothing did.</param>
public sealed record KernelCacheReport(string? Folder, int Found, int Compiled, int Damaged, string? Problem);
