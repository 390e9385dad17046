namespace SqueezeBert.Gpu.Kernels;

/// <summary>Up to 32 rows of a matrix in device memory: element (r, k) of the tile is [start + r * stride + k].</summary>
/// <typeparam name="TStored">How the matrix is stored.</typeparam>
internal readonly struct MatrixRows<TStored> : ITileSource
    where TStored : struct, IStored<TStored>
{
    private readonly TStored elements;
    private readonly long start;
    private readonly int stride;
    private readonly int rows;

    /// <summary>Takes rows of a matrix.</summary>
    /// <param name="elements">Holds the matrix.</param>
    /// <param name="start">The first element of the first row.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="rows">Rows that are there; more than 32 count as 32.</param>
    public MatrixRows(TStored elements, long start, int stride, int rows)
    {
        this.elements = elements;
        this.start = start;
        this.stride = stride;
        this.rows = rows;
    }

    /// <inheritdoc/>
    public static bool RowsAreNeighbours => false;

    /// <inheritdoc/>
    public Float4 Read(int row, int depth, int end) =>
        elements.Read4(start + ((long)row * stride) + depth, row < rows ? end - depth : 0);
}
