namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// How the host divides a convolution: an item is a run of strips (six rows each) times a run of panels. A run of strips stays in
/// the second-level cache while panels pass by; runs are only made as short as it takes to keep every thread busy.
/// </summary>
internal readonly struct HostConvolutionPlan
{
    private const int Rows = HostGemm<LanesScalar>.Rows;

    // Items a thread, so that one that was held up does not hold up all.
    private const int ItemsPerThread = 3;

    // What an item must at least compute to be worth handing out: some ten microseconds.
    private const long LeastOperations = 400_000;

    // Fewer strips a panel, and reading the panel from the outer caches costs more than computing with it.
    private const int FewStrips = 4;

    public HostConvolutionPlan(GroupedConv1dShape shape, int rows, int threads)
    {
        Panels = shape.Blocks * HostPanels.PerBlock(shape);
        Strips = Divide(rows, Rows);
        long worthwhile = 1 + (shape.FloatingPointOperations(rows) / LeastOperations);
        int wanted = threads == 1 ? 1 : (int)Math.Min(ItemsPerThread * threads, worthwhile);
        StripRuns = Math.Max(Divide(Strips, MostStrips(shape.Depth)), Math.Min(Divide(Strips, FewStrips), wanted));
        PanelRuns = Math.Min(Panels, Divide(wanted, StripRuns));
    }

    /// <summary>Strips of the whole convolution.</summary>
    public int Strips { get; }

    /// <summary>Panels of the whole convolution.</summary>
    public int Panels { get; }

    /// <summary>Runs that the strips are cut into.</summary>
    public int StripRuns { get; }

    /// <summary>Runs that the panels are cut into.</summary>
    public int PanelRuns { get; }

    /// <summary>Strips times panels.</summary>
    public int Items => StripRuns * PanelRuns;

    /// <summary>Strips of which the rows stay in the second-level cache, at least <see cref="FewStrips"/>.</summary>
    /// <param name="depth">Floats of a row that are read.</param>
    public static int MostStrips(int depth) =>
        (int)Math.Clamp(HostCaches.TileFloats / ((long)Rows * depth), FewStrips, 64);

    /// <summary>The strips of an item, from the first to before the second.</summary>
    public (int Start, int End) StripsOf(int item) => Run(item / PanelRuns, StripRuns, Strips);

    /// <summary>The panels of an item, from the first to before the second.</summary>
    public (int Start, int End) PanelsOf(int item) => Run(item % PanelRuns, PanelRuns, Panels);

    private static (int Start, int End) Run(int index, int runs, int count) =>
        ((int)((long)index * count / runs), (int)((index + 1L) * count / runs));

    private static int Divide(int a, int b) => (a + b - 1) / b;
}
