namespace SqueezeBert.Gpu.Kernels;

/// <summary>How one worker of the host divides its share of <see cref="AttentionArguments.Scratch"/>.</summary>
internal readonly unsafe struct HostAttentionScratch
{
    // Rows of the tallest tile of scores at any SIMD width.
    private static readonly int TileRows = HostGemm<Lanes512>.Rows;

    /// <summary>Takes worker <paramref name="worker"/>'s share.</summary>
    /// <param name="scratch">The scratch of all workers.</param>
    /// <param name="worker">Which, from 0.</param>
    /// <param name="longest">S.</param>
    /// <param name="headSize">D.</param>
    /// <param name="block">Queries that are attended from together.</param>
    /// <param name="columns">Columns of a panel.</param>
    public HostAttentionScratch(float* scratch, int worker, int longest, int headSize, int block, int columns)
    {
        float* share = scratch + (worker * Length(longest, headSize, block, columns));
        // Parts start on cache lines of their own, so that vector loads do not straddle two.
        Queries = (float*)((byte*)share + HostPanels.Padding(share));
        Scores = Queries + HostPanels.Align((long)headSize * block);
        Values = Scores + HostPanels.Align(ScoreRows(longest) * block);
        Sums = Values + HostPanels.Align((long)longest * columns);
        Inverses = Sums + HostPanels.Align((long)columns * block);
    }

    /// <summary>[panel, D, columns]: the block's queries, scaled.</summary>
    public float* Queries { get; }

    /// <summary>[S rounded up to a tile's rows, block]: scores, then weights, key by query.</summary>
    public float* Scores { get; }

    /// <summary>[S, columns]: the values of one panel of channels.</summary>
    public float* Values { get; }

    /// <summary>[block, columns]: the sums of one panel of channels.</summary>
    public float* Sums { get; }

    /// <summary>[block]: what each query's output is multiplied by.</summary>
    public float* Inverses { get; }

    /// <summary>The floats of one worker's share.</summary>
    public static long Length(int longest, int headSize, int block, int columns) =>
        (HostPanels.Alignment / sizeof(float))
        + HostPanels.Align((long)headSize * block)
        + HostPanels.Align(ScoreRows(longest) * block)
        + HostPanels.Align((long)longest * columns)
        + HostPanels.Align((long)columns * block)
        + HostPanels.Align(block);

    private static long ScoreRows(int longest) => ((longest + TileRows - 1L) / TileRows) * TileRows;
}
