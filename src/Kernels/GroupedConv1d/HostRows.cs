namespace SqueezeBert.Gpu.Kernels;

/// <summary>Rows that panels are multiplied with: where they lie, or packed.</summary>
internal readonly unsafe struct HostRows
{
    /// <summary>The first row, or the first strip.</summary>
    public float* Start { get; init; }

    /// <summary>Floats from one row to the next, unless they are in strips.</summary>
    public long Stride { get; init; }

    /// <summary>Rows.</summary>
    public int Count { get; init; }

    /// <summary>Whether they are packed by <see cref="HostStrips{TLanes}"/>.</summary>
    public bool AreStrips { get; init; }

    /// <summary>Packs rows, if it helps to multiply with these weights.</summary>
    /// <param name="weights">What they will be multiplied with.</param>
    /// <param name="group">The group of channels.</param>
    /// <param name="input">[rows, depth], rows <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="count">Rows.</param>
    /// <param name="strips"><see cref="HostPanels.StripsLength"/> floats.</param>
    public static HostRows Of<TLanes>(GroupedConv1dWeights weights, int group, float* input, long stride, int count, float* strips)
        where TLanes : struct, ILanes<TLanes>
    {
        if (!weights.IsPaired)
        {
            return new HostRows { Start = input, Stride = stride, Count = count };
        }

        HostStrips<TLanes>.Pack(input, stride, count, weights.Shape.Depth, weights.Magnitudes[group], strips);
        return new HostRows { Start = strips, Count = count, AreStrips = true };
    }
}
