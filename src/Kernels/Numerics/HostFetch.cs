namespace SqueezeBert.Gpu.Kernels;

/// <summary>Memory that is fetched into the second-level cache, a little with every step of a tile's sums.</summary>
/// <param name="from">Where it begins. Any address will do: fetching never fails.</param>
/// <param name="step">Bytes a step, of which a cache line at most is fetched; 0 fetches nothing more.</param>
internal readonly unsafe struct HostFetch(void* from, long step)
{
    /// <summary>Where it begins.</summary>
    public byte* From { get; } = (byte*)from;

    /// <summary>Bytes a step.</summary>
    public long Step { get; } = step;

    /// <summary>What follows after some steps.</summary>
    public HostFetch After(long steps) => new(From + (steps * Step), Step);
}
