namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// How the host divides a convolution: an item is a run of rows times a run of panels. A run of rows stays in the second-level
/// cache while panels pass by: weights are then read once, and every thread reads its own.
/// </summary>
internal readonly struct HostConvolutionPlan
{
    /// <summary>Runs are multiples of it: tiles of every SIMD width compute four rows without waste.</summary>
    public const int Unit = 4;

    // Items a thread, so that one that was held up does not hold up all. But each packs its rows, where they are packed.
    private const int ItemsPerThread = 3;
    private const int PackedItemsPerThread = 1;

    // What an item must at least compute to be worth handing out: some ten microseconds.
    private const long LeastOperations = 400_000;

    // Fewer rows a panel, and reading the panel from the outer caches costs more than computing with it.
    private const int FewUnits = 6;

    private readonly int units;

    public HostConvolutionPlan(GroupedConv1dShape shape, int rows, int threads, bool arePacked)
    {
        Rows = rows;
        Panels = shape.Blocks * HostPanels.PerBlock(shape);
        units = Divide(rows, Unit);
        long worthwhile = 1 + (shape.FloatingPointOperations(rows) / LeastOperations);
        int itemsPerThread = arePacked ? PackedItemsPerThread : ItemsPerThread;
        int wanted = threads == 1 ? 1 : (int)Math.Min(itemsPerThread * threads, worthwhile);
        int fewest = Divide(units, MostRows(shape.Depth) / Unit);
        RowRuns = fewest;
        PanelRuns = PanelRunsOf(fewest, wanted);

        // Seven runs are four rounds of two threads, of which one has nothing to do at the end: so are eight. A single run stays one,
        // as threads that share its rows would all read all weights.
        for (int runs = fewest + 1; fewest > 1 && runs <= Math.Min(2 * fewest, units); runs++)
        {
            int panelRuns = PanelRunsOf(runs, wanted);
            if (Idle(runs * panelRuns, threads) < Idle(Items, threads))
            {
                RowRuns = runs;
                PanelRuns = panelRuns;
            }
        }
    }

    /// <summary>Rows of the whole convolution.</summary>
    public int Rows { get; }

    /// <summary>Panels of the whole convolution.</summary>
    public int Panels { get; }

    /// <summary>Runs that the rows are cut into.</summary>
    public int RowRuns { get; }

    /// <summary>Runs that the panels are cut into.</summary>
    public int PanelRuns { get; }

    /// <summary>Rows times panels.</summary>
    public int Items => RowRuns * PanelRuns;

    /// <summary>Rows that stay in the second-level cache, a multiple of <see cref="Unit"/>.</summary>
    /// <param name="depth">Floats of a row that are read.</param>
    public static int MostRows(int depth) => (int)Math.Clamp(HostCaches.TileFloats / depth / Unit, FewUnits, 96) * Unit;

    /// <summary>The rows of an item, from the first to before the second.</summary>
    public (int Start, int End) RowsOf(int item)
    {
        (int start, int end) = Run(item / PanelRuns, RowRuns, units);
        return (start * Unit, Math.Min(end * Unit, Rows));
    }

    /// <summary>The panels of an item, from the first to before the second.</summary>
    public (int Start, int End) PanelsOf(int item) => Run(item % PanelRuns, PanelRuns, Panels);

    // The share of the threads' time in which they have no item left.
    private static double Idle(int items, int threads) => 1 - ((double)items / (Divide(items, threads) * threads));

    private int PanelRunsOf(int rowRuns, int wanted) => Math.Min(Panels, Divide(wanted, rowRuns));

    private static (int Start, int End) Run(int index, int runs, int count) =>
        ((int)((long)index * count / runs), (int)((index + 1L) * count / runs));

    private static int Divide(int a, int b) => (a + b - 1) / b;
}
