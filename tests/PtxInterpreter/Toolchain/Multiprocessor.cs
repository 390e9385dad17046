namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// What a streaming multiprocessor has room for. Source: CUDA C++ Programming Guide, "Technical Specifications per Compute
/// Capability" and "Shared Memory" of each capability.
/// </summary>
/// <param name="MostWarps">Resident warps.</param>
/// <param name="MostBlocks">Resident blocks.</param>
/// <param name="SharedBytes">Shared memory of all blocks, when it takes as much of the first-level cache as it may.</param>
/// <param name="ReservedBytes">Shared memory that the system takes for each block.</param>
/// <param name="SharedStep">Bytes of which shared memory is allotted a multiple.</param>
public sealed record Multiprocessor(int MostWarps, int MostBlocks, int SharedBytes, int ReservedBytes, int SharedStep)
{
    private const int WarpSize = 32;

    // Registers belong to one of four parts, and are allotted to a whole warp, in steps.
    private const int Parts = 4;
    private const int RegistersOfPart = 65536 / Parts;
    private const int RegisterStep = 256;

    /// <summary>The multiprocessor of an architecture: 80 stands for sm_80.</summary>
    public static Multiprocessor Of(int sm) => sm switch
    {
        70 => new(64, 32, 96 * 1024, 0, 256),
        75 => new(32, 16, 64 * 1024, 0, 256),
        80 => new(64, 32, 164 * 1024, 1024, 128),
        86 => new(48, 16, 100 * 1024, 1024, 128),
        89 => new(48, 24, 100 * 1024, 1024, 128),
        90 => new(64, 32, 228 * 1024, 1024, 128),
        _ => throw new ArgumentOutOfRangeException(nameof(sm), sm, "the limits of this architecture are not known"),
    };

    /// <summary>Blocks of a kernel that are resident at a time.</summary>
    /// <param name="threads">Threads of a block.</param>
    /// <param name="registers">Registers of a thread.</param>
    /// <param name="sharedBytes">Static shared memory of a block.</param>
    public int BlocksOf(int threads, int registers, int sharedBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(registers);
        int warps = WarpsOf(threads);
        int warpsOfPart = RegistersOfPart / RoundUp(registers * WarpSize, RegisterStep);
        int shared = RoundUp(sharedBytes + ReservedBytes, SharedStep);
        int blocks = Math.Min(MostBlocks, Math.Min(MostWarps, Parts * warpsOfPart) / warps);
        return shared == 0 ? blocks : Math.Min(blocks, SharedBytes / shared);
    }

    /// <summary>Warps of a block.</summary>
    public static int WarpsOf(int threads) => RoundUp(threads, WarpSize) / WarpSize;

    private static int RoundUp(int number, int step) => (number + step - 1) / step * step;
}
