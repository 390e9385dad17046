namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// Who accessed memory and when, in 64 bits: block + 1 (28 bits), time within the block (24 bits), who (12 bits). Time
/// advances at each barrier. Zero stands for nobody.
/// </summary>
internal static class AccessStamp
{
    public const int MaximumBlocks = (1 << 28) - 2;
    public const int MaximumTime = (1 << 24) - 1;

    /// <summary>Threads of several blocks have read; no barrier orders that.</summary>
    public const ulong ReadersOfManyBlocks = ulong.MaxValue;

    /// <summary>Threads of several blocks have accessed it atomically.</summary>
    public const ulong AtomicsOfManyBlocks = ulong.MaxValue - 1;

    /// <summary>An asynchronous copy is on its way; only its arrival ends that.</summary>
    public const ulong CopyInFlight = ulong.MaxValue - 2;

    private const int TimeShift = 12;
    private const int BlockShift = 36;
    private const ulong WhoMask = (1UL << TimeShift) - 1;
    private const ulong TimeMask = ((1UL << BlockShift) - 1) & ~WhoMask;

    // Threads are 1 to 1024.
    private const ulong FirstWarp = 0x800;
    private const ulong Atomics = 0xffe;
    private const ulong Block = 0xfff;

    public static ulong OfThread(ThreadState thread) => thread.StampBase | Now(thread) | (uint)(thread.Rank + 1);

    public static ulong OfAtomics(ThreadState thread) => thread.StampBase | Now(thread) | Atomics;

    public static ulong BaseOf(int block) => (ulong)(block + 1) << BlockShift;

    public static bool IsAtomic(ulong stamp) => stamp == AtomicsOfManyBlocks
        || (stamp < CopyInFlight && (stamp & WhoMask) == Atomics);

    public static bool IsMine(ulong stamp, ThreadState thread) =>
        (stamp & ~TimeMask) == (thread.StampBase | (uint)(thread.Rank + 1));

    /// <summary>Whether a barrier of the block, or of the warp, lies between an access and now.</summary>
    public static bool IsBehindBarrier(ulong stamp, ThreadState thread)
    {
        ulong sinceBlockStart = stamp - thread.StampBase;
        return sinceBlockStart < (ulong)thread.Block.LastBarrier << TimeShift
            || (sinceBlockStart < 1UL << BlockShift
                && (sinceBlockStart >> TimeShift) < (ulong)thread.Block.LastWarpBarrier[thread.Warp]
                && WarpOf(stamp) == thread.Warp);
    }

    public static bool IsOfOtherBlock(ulong stamp, ThreadState thread) => stamp - thread.StampBase >= 1UL << BlockShift;

    /// <summary>Joins earlier readers with one that no barrier separates from them.</summary>
    public static ulong JoinReaders(ulong earlier, ThreadState thread)
    {
        if (IsOfOtherBlock(earlier, thread))
        {
            return ReadersOfManyBlocks;
        }
        ulong who = WarpOf(earlier) == thread.Warp ? FirstWarp + (ulong)thread.Warp : Block;
        return thread.StampBase | Now(thread) | who;
    }

    public static string Describe(ulong stamp)
    {
        ulong who = stamp & WhoMask;
        string where = $"of block {(stamp >> BlockShift) - 1}";
        return stamp switch
        {
            0 => "nobody",
            ReadersOfManyBlocks => "threads of several blocks",
            AtomicsOfManyBlocks => "atomics of several blocks",
            CopyInFlight => "a cp.async that was not waited for",
            _ when who == Atomics => $"atomics {where}",
            _ when who == Block => $"several threads {where}",
            _ when who >= FirstWarp => $"several threads of warp {who - FirstWarp} {where}",
            _ => $"thread {who - 1} {where}",
        };
    }

    private static ulong Now(ThreadState thread) => (ulong)thread.Block.Time << TimeShift;

    private static int WarpOf(ulong stamp) => (stamp & WhoMask) switch
    {
        0 => -1,
        ulong who and <= 1024 => (int)(who - 1) / 32,
        ulong who and >= FirstWarp and < FirstWarp + 32 => (int)(who - FirstWarp),
        _ => -1,
    };
}
