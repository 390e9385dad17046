namespace SqueezeBert.Gpu.Kernels;

/// <summary>How one worker of the host divides its share of <see cref="AttentionArguments.Scratch"/>.</summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal readonly unsafe struct HostAttentionScratch<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // Rows of the tallest tile of scores at any SIMD width.
    private static readonly int TileRows = HostGemm<Lanes512>.Rows;

    /// <summary>Takes worker <paramref name="worker"/>'s share.</summary>
    /// <param name="scratch">The scratch of all workers.</param>
    /// <param name="worker">Which, from 0.</param>
    /// <param name="longest">S.</param>
    /// <param name="headSize">D.</param>
    public HostAttentionScratch(float* scratch, int worker, int longest, int headSize)
    {
        float* share = scratch + (worker * Length(longest, headSize));
        // Parts start on cache lines of their own, so that vector loads do not straddle two.
        Queries = (float*)((byte*)share + HostPanels.Padding(share));
        QueryCorrections = Queries + HostPanels.Align((long)headSize * Columns);
        Keys = QueryCorrections + HostPanels.Align(Columns);
        Values = Keys + HostPanels.Align(HostStrips<TLanes>.Length(longest, headSize));
        ValueCorrections = Values + HostPanels.Align((long)longest * Channels(headSize));
        Scores = ValueCorrections + HostPanels.Align(Channels(headSize));
        Products = Scores + HostPanels.Align(ScoreRows(longest) * Block);
        Inverses = Products + HostPanels.Align(Block);
        Sums = Inverses + HostPanels.Align(Block);
    }

    /// <summary>Queries that are attended from together: a multiple of a panel's columns, and of a tile's rows.</summary>
    public static int Block => HostWinogradGemm<TLanes>.TransposedStride;

    /// <summary>[D, columns]: a panel of queries, scaled.</summary>
    public float* Queries { get; }

    /// <summary>[columns]: less the sums of their products of pairs.</summary>
    public float* QueryCorrections { get; }

    /// <summary>The head's keys, in strips.</summary>
    public float* Keys { get; }

    /// <summary>[panel, S, columns]: the head's values.</summary>
    public float* Values { get; }

    /// <summary>[D rounded up to whole panels]: less the sums of their products of pairs.</summary>
    public float* ValueCorrections { get; }

    /// <summary>[S rounded up to a tile's rows, block]: scores, then weights, key by query.</summary>
    public float* Scores { get; }

    /// <summary>[block]: the sum of each query's products of pairs of weights.</summary>
    public float* Products { get; }

    /// <summary>[block]: what each query's output is multiplied by.</summary>
    public float* Inverses { get; }

    /// <summary>[block, columns]: the sums of one panel of channels.</summary>
    public float* Sums { get; }

    private static int Columns => HostGemm<TLanes>.Columns;

    /// <summary>The floats of one worker's share.</summary>
    /// <param name="longest">S.</param>
    /// <param name="headSize">D.</param>
    public static long Length(int longest, int headSize) =>
        (HostPanels.Alignment / sizeof(float))
        + HostPanels.Align((long)headSize * Columns)
        + HostPanels.Align(Columns)
        + HostPanels.Align(HostStrips<TLanes>.Length(longest, headSize))
        + HostPanels.Align((long)longest * Channels(headSize))
        + HostPanels.Align(Channels(headSize))
        + HostPanels.Align(ScoreRows(longest) * Block)
        + (2 * HostPanels.Align(Block))
        + HostPanels.Align((long)Columns * Block);

    private static int Channels(int headSize) => (headSize + Columns - 1) / Columns * Columns;

    private static long ScoreRows(int longest) => ((longest + TileRows - 1L) / TileRows) * TileRows;
}
