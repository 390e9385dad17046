using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Memory that is fetched into the second-level cache, a little with every few steps of a tile's sums; the default is none.
/// </summary>
internal readonly unsafe struct HostFetch
{
    // Bytes.
    private const int Line = 64;

    /// <summary>Spreads the bytes from an address on over some steps.</summary>
    /// <param name="from">Where they begin. Any address will do: fetching never fails.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="steps">At least 1.</param>
    public HostFetch(void* from, long bytes, long steps)
        : this((byte*)from, (bytes + steps - 1) / steps)
    {
    }

    private HostFetch(byte* from, long step)
    {
        From = from;
        Step = step;
    }

    /// <summary>Where it begins.</summary>
    public byte* From { get; }

    /// <summary>Bytes a step.</summary>
    public long Step { get; }

    /// <summary>Asks for whole lines from an address on, which moves up to or behind the other.</summary>
    /// <param name="from">What is not asked for yet.</param>
    /// <param name="to">Where to stop.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask(ref byte* from, byte* to)
    {
        for (; Sse.IsSupported && from < to; from += Line)
        {
            Sse.Prefetch1(from);
        }
    }

    /// <summary>What follows after some steps.</summary>
    public HostFetch After(long steps) => new(From + (steps * Step), Step);
}
