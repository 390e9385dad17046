namespace SqueezeBert.Gpu.Kernels;

/// <summary>An operand of a <see cref="TileProduct"/>: 32 rows as long as the products' depth.</summary>
internal interface ITileSource
{
    /// <summary>Whether neighbouring rows, and not neighbouring depths, are neighbours in memory: then threads read along them.</summary>
    static abstract bool RowsAreNeighbours { get; }

    /// <summary>An element; zero in a row that is not there.</summary>
    /// <param name="row">0..31.</param>
    /// <param name="depth">Within the depth of the product.</param>
    float Read(int row, int depth);
}
