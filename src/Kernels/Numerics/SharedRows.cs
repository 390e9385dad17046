using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>32 rows of a matrix in shared memory: element (r, k) of the tile is [r * pitch + k].</summary>
internal readonly struct SharedRows : ITileSource
{
    private readonly ArrayView<float> elements;
    private readonly int pitch;

    /// <summary>Takes a matrix.</summary>
    /// <param name="elements">[32, pitch], shared.</param>
    /// <param name="pitch">Floats from one row to the next: one that is odd lays a column into different banks.</param>
    public SharedRows(ArrayView<float> elements, int pitch)
    {
        this.elements = elements;
        this.pitch = pitch;
    }

    /// <inheritdoc/>
    public static bool RowsAreNeighbours => false;

    /// <inheritdoc/>
    public Float4 Read(int row, int depth, int end)
    {
        // Indices of shared memory are long: compilers fold constants into an address only where a sum cannot overflow.
        long first = (row * pitch) + depth;
        return new Float4(
            depth < end ? elements[first] : 0f,
            depth + 1 < end ? elements[first + 1] : 0f,
            depth + 2 < end ? elements[first + 2] : 0f,
            depth + 3 < end ? elements[first + 3] : 0f);
    }
}
