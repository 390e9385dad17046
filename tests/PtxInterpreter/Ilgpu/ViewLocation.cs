namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Where the elements of a view are.</summary>
/// <param name="Address">The first element.</param>
/// <param name="Length">The number of elements, which the kernel gets beside the address.</param>
/// <param name="Bytes">Their length in bytes.</param>
public readonly record struct ViewLocation(ulong Address, long Length, long Bytes);
