namespace SqueezeBert.Gpu.Kernels;

/// <summary>An operand of a <see cref="TileProduct"/>: 32 rows as long as the products' depth.</summary>
internal interface ITileSource
{
    /// <summary>Whether neighbouring rows, not neighbouring depths, are neighbours in memory: then a read is along them.</summary>
    static abstract bool RowsAreNeighbours { get; }

    /// <summary>Four neighbours: of one row or, where rows are neighbours, of one depth. Zero where there is none.</summary>
    /// <param name="row">0..31, the first row.</param>
    /// <param name="depth">The first depth; may be past the end.</param>
    /// <param name="end">The depth of the product.</param>
    Float4 Read(int row, int depth, int end);
}
