using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Up to 32 rows of a matrix in device memory, layer-normalised as they are read.</summary>
/// <typeparam name="TInput">How the matrix is stored.</typeparam>
internal readonly struct NormalizedRows<TInput> : ITileSource
    where TInput : struct, IStored<TInput>
{
    private readonly TInput elements;
    private readonly long start;
    private readonly int stride;
    private readonly int rows;
    private readonly TileMoments moments;
    private readonly Singles scale;
    private readonly Singles shift;
    private readonly int channel;

    /// <summary>Takes rows of a matrix, from some channel on.</summary>
    /// <param name="elements">Holds the matrix.</param>
    /// <param name="start">The first element of the first row.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="rows">Rows that are there; more than 32 count as 32.</param>
    /// <param name="moments">Of the whole rows.</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="channel">The channel of the first element.</param>
    public NormalizedRows(
        TInput elements,
        long start,
        int stride,
        int rows,
        TileMoments moments,
        Singles scale,
        Singles shift,
        int channel)
    {
        this.elements = elements;
        this.start = start;
        this.stride = stride;
        this.rows = rows;
        this.moments = moments;
        this.scale = scale;
        this.shift = shift;
        this.channel = channel;
    }

    /// <inheritdoc/>
    public static bool RowsAreNeighbours => false;

    /// <inheritdoc/>
    public Float4 Read(int row, int depth, int end) => row < rows ? Normalized(row, depth, end - depth) : default;

    /// <summary>Four neighbours in a row that is there.</summary>
    /// <param name="row">Counted from the first.</param>
    /// <param name="first">The first channel, likewise.</param>
    /// <param name="count">How many are there; the others are zero, or NaN where the whole row is.</param>
    public Float4 Normalized(int row, int first, int count)
    {
        Float4 values = elements.Read4(start + ((long)row * stride) + first, count);
        return values.Normalize(
            moments.Means[row], moments.Inverses[row], scale.Read4(channel + first, count), shift.Read4(channel + first, count));
    }
}
