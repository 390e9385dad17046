namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>An entry of an archive, which lies in the file as it is.</summary>
/// <param name="Offset">Its first byte in the file.</param>
/// <param name="Length">How many bytes.</param>
internal readonly record struct ZipEntry(long Offset, long Length);
