namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>A part of a storage; nearly always all of it.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="First">The first element.</param>
/// <param name="Count">How many elements.</param>
internal sealed record StorageSlice(Storage Storage, long First, long Count);
