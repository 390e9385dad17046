namespace SqueezeBert.Gpu.Kernels;

/// <summary>Stores a tile into a matrix: [start + r * stride + c] = sum.</summary>
/// <typeparam name="TOutput">How the matrix is stored.</typeparam>
internal readonly struct MatrixSink<TOutput> : ITileSink
    where TOutput : struct, IStored<TOutput>
{
    private readonly TOutput elements;
    private readonly long start;
    private readonly int stride;
    private readonly int rows;
    private readonly int columns;

    /// <summary>Takes a part of a matrix.</summary>
    /// <param name="elements">Holds the matrix.</param>
    /// <param name="start">The first element of the first row.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="rows">Rows that are there; more than 32 count as 32.</param>
    /// <param name="columns">Columns that are there, likewise.</param>
    public MatrixSink(TOutput elements, long start, int stride, int rows, int columns)
    {
        this.elements = elements;
        this.start = start;
        this.stride = stride;
        this.rows = rows;
        this.columns = columns;
    }

    /// <inheritdoc/>
    public void Write(int row, int column, Float4 sums)
    {
        int count = columns - column;
        if (row < rows && count > 0)
        {
            elements.Write4(start + ((long)row * stride) + column, sums, count);
        }
    }
}
