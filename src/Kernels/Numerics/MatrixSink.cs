namespace SqueezeBert.Gpu.Kernels;

/// <summary>Stores a tile into a matrix: [start + r * stride + c] = epilogue(sum, r, c), rows and columns counted in the tile.</summary>
/// <typeparam name="TOutput">How the matrix is stored.</typeparam>
/// <typeparam name="TEpilogue">What happens to a sum before it is stored.</typeparam>
internal readonly struct MatrixSink<TOutput, TEpilogue> : ITileSink
    where TOutput : struct, IStored<TOutput>
    where TEpilogue : struct, IEpilogue
{
    private readonly TOutput elements;
    private readonly long start;
    private readonly int stride;
    private readonly int rows;
    private readonly int columns;
    private readonly TEpilogue epilogue;

    /// <summary>Takes a part of a matrix.</summary>
    /// <param name="elements">Holds the matrix.</param>
    /// <param name="start">The first element of the first row.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="rows">Rows that are there; more than 32 count as 32.</param>
    /// <param name="columns">Columns that are there, likewise.</param>
    /// <param name="epilogue">Applied to each sum.</param>
    public MatrixSink(TOutput elements, long start, int stride, int rows, int columns, TEpilogue epilogue)
    {
        this.elements = elements;
        this.start = start;
        this.stride = stride;
        this.rows = rows;
        this.columns = columns;
        this.epilogue = epilogue;
    }

    /// <inheritdoc/>
    public void Write(int row, int column, Float4 sums)
    {
        int count = columns - column;
        if (row < rows && count > 0)
        {
            Float4 values = DeviceEpilogue<TEpilogue>.Apply(epilogue, sums, row, column, count);
            elements.Write4(start + ((long)row * stride) + column, values, count);
        }
    }
}
