namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Where the scratch of each host thread lies: its packed strips, their accumulators, and one panel widened to float32.
/// </summary>
internal readonly struct HostConvolutionScratch
{
    // Floats of strips that stay in the second-level cache (1 MiB on today's servers, 256 KiB at the least).
    private const int StripFloats = 72 * 1024;

    // Floats of a cache line: threads do not share any.
    private const int Line = HostPanels.Alignment / sizeof(float);

    private readonly int threads;

    public HostConvolutionScratch(GroupedConv1dShape shape, ElementType storage, int threads)
    {
        this.threads = threads;
        long strip = (long)HostConvolutionStrips.Rows * shape.Depth;
        MostStrips = (int)Math.Clamp(StripFloats / strip, 4, 16);
        Accumulators = Align(MostStrips * strip);
        Widened = Align(Accumulators + (MostStrips * HostConvolutionStrips.Rows * HostPanels.Columns));
        Stride = Align(Widened + (storage == ElementType.F32 ? 0 : (long)shape.Depth * HostPanels.Columns));
    }

    /// <summary>Strips that an item packs at most.</summary>
    public int MostStrips { get; }

    /// <summary>Where a thread's accumulators begin.</summary>
    public long Accumulators { get; }

    /// <summary>Where a thread's widened panel begins.</summary>
    public long Widened { get; }

    /// <summary>Floats from one thread's scratch to the next.</summary>
    public long Stride { get; }

    /// <summary>Floats of all threads, and what it takes to align the first.</summary>
    public long Length => Line + (threads * Stride);

    private static long Align(long floats) => (floats + Line - 1) / Line * Line;
}
