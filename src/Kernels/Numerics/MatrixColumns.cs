namespace SqueezeBert.Gpu.Kernels;

/// <summary>Up to 32 columns of a matrix in device memory, as rows: element (r, k) of the tile is [start + k * stride + r].</summary>
/// <typeparam name="TStored">How the matrix is stored.</typeparam>
internal readonly struct MatrixColumns<TStored> : ITileSource
    where TStored : struct, IStored<TStored>
{
    private readonly TStored elements;
    private readonly long start;
    private readonly int stride;
    private readonly int columns;

    /// <summary>Takes columns of a matrix.</summary>
    /// <param name="elements">Holds the matrix.</param>
    /// <param name="start">The first element of the first column.</param>
    /// <param name="stride">Elements from one row of the matrix to the next.</param>
    /// <param name="columns">Columns that are there; more than 32 count as 32.</param>
    public MatrixColumns(TStored elements, long start, int stride, int columns)
    {
        this.elements = elements;
        this.start = start;
        this.stride = stride;
        this.columns = columns;
    }

    /// <inheritdoc/>
    public static bool RowsAreNeighbours => true;

    /// <inheritdoc/>
    public Float4 Read(int row, int depth, int end) =>
        elements.Read4(start + ((long)depth * stride) + row, depth < end ? columns - row : 0);
}
