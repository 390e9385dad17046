using System.Runtime.CompilerServices;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// From scores to weights: exp(score - largest), zero where there is no key. The hardware's exponential is good enough for numbers
/// that are rounded to 11 significant bits or fewer.
/// </summary>
internal readonly struct TensorWeights
{
    private readonly int keys;
    private readonly float upperLargest;
    private readonly float lowerLargest;

    /// <summary>Takes the largest scores so far.</summary>
    /// <param name="keys">How many keys there are; more than 64 count as 64.</param>
    /// <param name="upperLargest">Of the lane's upper row.</param>
    /// <param name="lowerLargest">Of its lower row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorWeights(int keys, float upperLargest, float lowerLargest)
    {
        this.keys = keys;
        this.upperLargest = upperLargest;
        this.lowerLargest = lowerLargest;
    }

    /// <summary>The weights of a warp's queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorStrip Of<TElement>(TensorStrip scores)
        where TElement : struct, ITensorElement => new(
            Of<TElement>(scores.Sums0, 0),
            Of<TElement>(scores.Sums1, 8),
            Of<TElement>(scores.Sums2, 16),
            Of<TElement>(scores.Sums3, 24),
            Of<TElement>(scores.Sums4, 32),
            Of<TElement>(scores.Sums5, 40),
            Of<TElement>(scores.Sums6, 48),
            Of<TElement>(scores.Sums7, 56));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TensorSums Of<TElement>(TensorSums scores, int key)
        where TElement : struct, ITensorElement
    {
        key += TensorTile.HandedColumn<TElement>();
        int next = key + TensorTile.HandedStep<TElement>();
        return new TensorSums(
            Of(scores.Upper0, upperLargest, key),
            Of(scores.Upper1, upperLargest, next),
            Of(scores.Lower0, lowerLargest, key),
            Of(scores.Lower1, lowerLargest, next));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Of(float score, float largest, int key) => key < keys ? XMath.Exp(score - largest) : 0f;
}
