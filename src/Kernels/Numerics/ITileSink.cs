namespace SqueezeBert.Gpu.Kernels;

/// <summary>Where the sums of a <see cref="TileProduct"/> go.</summary>
internal interface ITileSink
{
    /// <summary>Takes four neighbours of a row; each of the tile's 1024 sums comes once, always from the same thread.</summary>
    /// <param name="row">0..31, the row of the left operand.</param>
    /// <param name="column">0, 4, .. 28: the row of the right operand that the first is of.</param>
    /// <param name="sums">Their products.</param>
    void Write(int row, int column, Float4 sums);
}
