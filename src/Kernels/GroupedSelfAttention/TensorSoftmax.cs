using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The softmax of a warp's 16 queries as a stream, as in <see cref="Attention"/>: the largest score and the sum of weights
/// after the keys so far, of the two rows of which this lane holds scores. The four lanes that hold a row agree on its largest
/// score.
/// </summary>
internal readonly struct TensorSoftmax
{
    /// <summary>Bytes from a tile of keys to that of their values in shared memory: 64 rows in two halves of 32 channels.</summary>
    public const int ValueOffset = 2 * TensorTile.Bytes;

    private readonly float upperLargest;
    private readonly float lowerLargest;
    private readonly float upperSum;
    private readonly float lowerSum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TensorSoftmax(float upperLargest, float lowerLargest, float upperSum, float lowerSum)
    {
        this.upperLargest = upperLargest;
        this.lowerLargest = lowerLargest;
        this.upperSum = upperSum;
        this.lowerSum = lowerSum;
    }

    /// <summary>Before the first key.</summary>
    public static TensorSoftmax Nothing => new(float.MinValue, float.MinValue, 0, 0);

    /// <summary>
    /// Takes 64 keys and values. Weights go from one product to the other in registers, as in
    /// <see cref="GroupedFeedForward{T}"/>.
    /// </summary>
    /// <param name="query">The warp's queries.</param>
    /// <param name="memory">Keys and, <see cref="ValueOffset"/> behind them, values in shared memory.</param>
    /// <param name="scoring">From products to scores.</param>
    /// <param name="keys">How many keys there are; more than 64 count as 64.</param>
    /// <param name="origin">As <see cref="TensorRegister"/> says: another value in each turn of a loop.</param>
    /// <param name="mixed">The values' sums under their weights, 16 x 64, changed in place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorSoftmax Take<TElement, TMask>(
        TensorOperand query, uint memory, TensorScores<TMask> scoring, int keys, uint origin, TensorStrip mixed)
        where TElement : struct, ITensorElement
        where TMask : struct, IKeyMask
    {
        var products = TensorStrip.Zero(origin);
        uint right = memory + TensorTile.RightOffset();
        products.Add<TElement>(query.Depth0, right);
        products.Add<TElement>(query.Depth1, right + 32);
        products.Add<TElement>(query.Depth2, right + TensorTile.Bytes);
        products.Add<TElement>(query.Depth3, right + TensorTile.Bytes + 32);
        TensorStrip scores = scoring.Of(products);

        float upper = LargestOfRow(XMath.Max(upperLargest, scores.UpperLargest()));
        float lower = LargestOfRow(XMath.Max(lowerLargest, scores.LowerLargest()));
        float upperShrink = XMath.Exp(upperLargest - upper);
        float lowerShrink = XMath.Exp(lowerLargest - lower);
        TensorStrip weights = new TensorWeights(keys, upper, lower).Of(scores);

        mixed.Scale(upperShrink, lowerShrink);
        uint values = memory + ValueOffset + TensorTile.ColumnOffset();
        var left = TElement.Operand(weights);
        mixed.AddColumns<TElement>(left.Depth0, values);
        mixed.AddColumns<TElement>(left.Depth1, values + (16 * TensorTile.Pitch));
        mixed.AddColumns<TElement>(left.Depth2, values + (32 * TensorTile.Pitch));
        mixed.AddColumns<TElement>(left.Depth3, values + (48 * TensorTile.Pitch));
        return new TensorSoftmax(
            upper,
            lower,
            (upperSum * upperShrink) + weights.UpperSum(),
            (lowerSum * lowerShrink) + weights.LowerSum());
    }

    /// <summary>After the last key: from sums to means.</summary>
    /// <param name="mixed">Changed in place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish(TensorStrip mixed) => mixed.Scale(1f / SumOfRow(upperSum), 1f / SumOfRow(lowerSum));

    private static float LargestOfRow(float largest)
    {
        largest = XMath.Max(largest, Warp.ShuffleXor(largest, 1));
        return XMath.Max(largest, Warp.ShuffleXor(largest, 2));
    }

    private static float SumOfRow(float sum)
    {
        sum += Warp.ShuffleXor(sum, 1);
        return sum + Warp.ShuffleXor(sum, 2);
    }
}
