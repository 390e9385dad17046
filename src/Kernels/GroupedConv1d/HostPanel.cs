namespace SqueezeBert.Gpu.Kernels;

/// <summary>One panel of weights.</summary>
/// <typeparam name="TBits">The stored bits.</typeparam>
internal readonly unsafe struct HostPanel<TBits>
    where TBits : unmanaged
{
    /// <summary>[Depth, <see cref="HostPanels.Columns"/>].</summary>
    public TBits* Weights { get; init; }

    /// <summary>
    /// [<see cref="HostPanels.Columns"/>]: less each column's products of pairs; null where rows are not packed in strips.
    /// </summary>
    public float* Corrections { get; init; }

    /// <summary>Weights of a column.</summary>
    public int Depth { get; init; }

    /// <summary>The output channel of the first column.</summary>
    public int Channel { get; init; }

    /// <summary>Columns that are output channels; zeros fill up the panel.</summary>
    public int Columns { get; init; }

    /// <summary>
    /// What is read after the panel. As many bytes of it as this panel has are fetched meanwhile, spread over its tiles: memory
    /// then works all the time, and not only while the first tile waits for it.
    /// </summary>
    public void* Next { get; init; }

    /// <summary>Bytes of the panel, as it is stored.</summary>
    public long Bytes { get; init; }

    /// <summary>Elements of the panel.</summary>
    public long Length => (long)Depth * HostPanels.Columns;
}
