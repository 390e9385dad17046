namespace SqueezeBert.Gpu.Kernels;

/// <summary>Where the sums of a <see cref="TileProduct"/> go.</summary>
internal interface ITileSink
{
    /// <summary>Takes a sum; each of the tile's 1024 comes once, always from the same thread.</summary>
    /// <param name="row">0..31, the row of the left operand.</param>
    /// <param name="column">0..31, the row of the right operand.</param>
    /// <param name="sum">Their product.</param>
    void Write(int row, int column, float sum);
}
