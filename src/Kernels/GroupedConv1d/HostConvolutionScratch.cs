namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Where the scratch of each host thread lies: a tile, one panel widened to float32, and the rows that a convolution which is not
/// pointwise has gathered.
/// </summary>
internal readonly struct HostConvolutionScratch
{
    private readonly int threads;

    public HostConvolutionScratch(GroupedConv1dShape shape, ElementType storage, int threads)
    {
        this.threads = threads;
        long rows = (long)HostConvolutionPlan.MostStrips(shape.Depth) * HostGemm<LanesScalar>.Rows;
        Widened = HostPanels.Align(HostGemm<LanesScalar>.TallRows * HostPanels.Columns);
        Gathered = Widened + HostPanels.WidenedLength(shape, storage);
        Stride = Gathered + (shape.IsPointwise ? 0 : HostPanels.Align(rows * shape.Depth));
    }

    /// <summary>Where a thread's widened panel begins.</summary>
    public long Widened { get; }

    /// <summary>Where a thread's gathered rows begin.</summary>
    public long Gathered { get; }

    /// <summary>Floats from one thread's scratch to the next.</summary>
    public long Stride { get; }

    /// <summary>Floats of all threads.</summary>
    public long Length => threads * Stride;
}
