using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Stores a tile into shared memory: [r * pitch + c] = epilogue(sum, r, c), channels counted in the tile.</summary>
/// <typeparam name="TEpilogue">What happens to a sum before it is stored.</typeparam>
internal readonly struct SharedSink<TEpilogue> : ITileSink
    where TEpilogue : struct, IEpilogue
{
    private readonly ArrayView<float> elements;
    private readonly int pitch;
    private readonly int columns;
    private readonly TEpilogue epilogue;

    /// <summary>Takes a matrix.</summary>
    /// <param name="elements">[32, pitch], shared.</param>
    /// <param name="pitch">As of <see cref="SharedRows"/>.</param>
    /// <param name="columns">Columns that are there; more than 32 count as 32. The others become arbitrary.</param>
    /// <param name="epilogue">Applied to each sum.</param>
    public SharedSink(ArrayView<float> elements, int pitch, int columns, TEpilogue epilogue)
    {
        this.elements = elements;
        this.pitch = pitch;
        this.columns = columns;
        this.epilogue = epilogue;
    }

    /// <inheritdoc/>
    public void Write(int row, int column, Float4 sums)
    {
        int count = columns - column;
        if (count > 0)
        {
            long first = (row * pitch) + column;
            Float4 values = DeviceEpilogue<TEpilogue>.Apply(epilogue, sums, row, column, count);
            elements[first] = values.X;
            elements[first + 1] = values.Y;
            elements[first + 2] = values.Z;
            elements[first + 3] = values.W;
        }
    }
}
