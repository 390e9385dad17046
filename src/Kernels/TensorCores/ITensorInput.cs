namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// How activations lie in memory, and their way from there to tiles in shared memory: in two steps, so that the products of a
/// tile lie between a read and the first use of what it brings. What is computed with before it is multiplied comes as float32.
/// </summary>
internal interface ITensorInput
{
    /// <summary>Reads this thread's share of a tile into registers, or starts to copy it, which needs a commit and a wait.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="to">The tile.</param>
    /// <param name="depth">Its first depth, one that is there.</param>
    Float4x4 Fetch(TensorRows rows, uint to, int depth);

    /// <summary>Stores what was read into registers. Other threads see the tile behind a barrier.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="to">The tile.</param>
    /// <param name="fetched">As made by <see cref="Fetch"/>.</param>
    void Store(TensorRows rows, uint to, Float4x4 fetched);

    /// <summary>Rounds to what is multiplied, where a tile holds what was copied as it lay in device memory.</summary>
    /// <param name="fragment">Of a tile, in the registers of its load, which change in place.</param>
    static abstract void Round(TensorFragment fragment);

    /// <summary>This thread's part of a tile, as <see cref="TensorQuads"/> divides it.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="depth">The tile's first depth; all 32 are there.</param>
    Float4x4 Read(TensorRows rows, int depth);

    /// <summary>Two neighbouring channels.</summary>
    /// <param name="pair">Their place, in pairs.</param>
    /// <param name="offset">Pairs beyond it, a constant.</param>
    Float2 ReadPair(long pair, int offset);
}
