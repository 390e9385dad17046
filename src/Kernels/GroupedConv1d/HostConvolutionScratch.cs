namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Where the scratch of each host thread lies: what a product needs, and the rows that a convolution which is not pointwise has
/// gathered.
/// </summary>
internal readonly struct HostConvolutionScratch
{
    private readonly int threads;

    public HostConvolutionScratch(GroupedConv1dWeights weights, int threads)
    {
        GroupedConv1dShape shape = weights.Shape;
        this.threads = threads;
        Strips = HostPanels.ScratchLength(shape, weights.Storage);
        Gathered = Strips + HostPanels.StripsLength(weights, HostConvolutionPlan.MostRows(shape.Depth));
        Stride = Gathered
            + (shape.IsPointwise ? 0 : HostPanels.Align((long)HostConvolutionPlan.MostRows(shape.Depth) * shape.Depth));
    }

    /// <summary>Where a thread's packed rows begin.</summary>
    public long Strips { get; }

    /// <summary>Where a thread's gathered rows begin.</summary>
    public long Gathered { get; }

    /// <summary>Floats from one thread's scratch to the next.</summary>
    public long Stride { get; }

    /// <summary>Floats of all threads.</summary>
    public long Length => threads * Stride;
}
