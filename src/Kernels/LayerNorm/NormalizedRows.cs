using ILGPU;

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
    private readonly ArrayView<float> scale;
    private readonly ArrayView<float> shift;

    /// <summary>Takes rows of a matrix, from some channel on.</summary>
    /// <param name="elements">Holds the matrix.</param>
    /// <param name="start">The first element of the first row.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="rows">Rows that are there; more than 32 count as 32.</param>
    /// <param name="moments">Of the whole rows.</param>
    /// <param name="scale">From the same channel on.</param>
    /// <param name="shift">Likewise.</param>
    public NormalizedRows(
        TInput elements,
        long start,
        int stride,
        int rows,
        TileMoments moments,
        ArrayView<float> scale,
        ArrayView<float> shift)
    {
        this.elements = elements;
        this.start = start;
        this.stride = stride;
        this.rows = rows;
        this.moments = moments;
        this.scale = scale;
        this.shift = shift;
    }

    /// <inheritdoc/>
    public static bool RowsAreNeighbours => false;

    /// <inheritdoc/>
    public float Read(int row, int depth) => row < rows ? Normalized(row, depth) : 0f;

    /// <summary>An element of a row that is there.</summary>
    /// <param name="row">Counted from the first.</param>
    /// <param name="channel">Likewise.</param>
    public float Normalized(long row, int channel)
    {
        float deviation = elements.Read(start + (row * stride) + channel) - moments.Means[row];
        return (deviation * moments.Inverses[row] * scale[channel]) + shift[channel];
    }
}
