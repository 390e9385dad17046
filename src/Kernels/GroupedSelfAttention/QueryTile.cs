using System.Runtime.CompilerServices;
using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The 64 queries of one sentence that a group of threads takes, in a grid of as many groups a sentence as the longest needs.
/// </summary>
internal readonly struct QueryTile
{
    /// <summary>The sentence's first row.</summary>
    public readonly int Start;

    /// <summary>The sentence's rows.</summary>
    public readonly int Length;

    /// <summary>The first of the queries, counted from <see cref="Start"/>.</summary>
    public readonly int First;

    /// <summary>Takes those of <see cref="Grid.IdxX"/>.</summary>
    /// <param name="sequenceOffsets">[B + 1].</param>
    /// <param name="tiles">Groups a sentence.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public QueryTile(ArrayView<int> sequenceOffsets, int tiles)
    {
        int sentence = Grid.IdxX / tiles;
        Start = sequenceOffsets[sentence];
        Length = sequenceOffsets[sentence + 1] - Start;
        First = (Grid.IdxX - (sentence * tiles)) * TensorTile.Rows;
    }

    /// <summary>Whether the sentence ends before it.</summary>
    public bool IsEmpty => First >= Length;

    /// <summary>One past the last row that is there.</summary>
    public int End => Start + Length;
}
