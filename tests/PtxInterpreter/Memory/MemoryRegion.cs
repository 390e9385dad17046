namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>A piece of host memory that a launch may touch. The caller keeps it alive and in place meanwhile.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Address">Its first byte.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="Writable">Whether the kernel may write it.</param>
public sealed record MemoryRegion(string Name, ulong Address, long Bytes, bool Writable = true)
{
    internal bool Contains(ulong address, int bytes) =>
        address >= Address && address - Address <= (ulong)Bytes && (ulong)bytes <= (ulong)Bytes - (address - Address);

    /// <summary>The name and the bounds, as messages quote them.</summary>
    public override string ToString() => $"{Name} [0x{Address:x}, 0x{Address + (ulong)Bytes:x}), {Bytes} bytes";
}
