using System.Runtime.CompilerServices;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// From scores to weights: exp(score - largest), zero where there is no key. The hardware's exponential is good enough for numbers
/// that are rounded to 16 bits.
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
    public TensorStrip Of(TensorStrip scores) => new(
        Of(scores.Sums0, 0),
        Of(scores.Sums1, 8),
        Of(scores.Sums2, 16),
        Of(scores.Sums3, 24),
        Of(scores.Sums4, 32),
        Of(scores.Sums5, 40),
        Of(scores.Sums6, 48),
        Of(scores.Sums7, 56));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TensorSums Of(TensorSums scores, int key)
    {
        key += 2 * (TensorTile.Lane & 3);
        return new TensorSums(
            Of(scores.Upper0, upperLargest, key),
            Of(scores.Upper1, upperLargest, key + 1),
            Of(scores.Lower0, lowerLargest, key),
            Of(scores.Lower1, lowerLargest, key + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Of(float score, float largest, int key) => key < keys ? XMath.Exp(score - largest) : 0f;
}
