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

    /// <summary>Bytes from 64 keys to their values in shared memory: a tile for every 64 bytes of the channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ValueOffset<TElement>()
        where TElement : struct, ITensorElement => (uint)(TElement.Size * TensorTile.Bytes);

    /// <summary>
    /// Takes 64 keys and values. Weights go from one product to the other in registers, as in
    /// <see cref="GroupedFeedForward{T}"/>.
    /// </summary>
    /// <param name="query">The warp's queries.</param>
    /// <param name="memory">Keys and, <see cref="ValueOffset{TElement}"/> behind them, values in shared memory.</param>
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
        uint right = memory + TensorTile.HandedRightOffset<TElement>();
        products.Add<TElement>(query.Depth0, right);
        products.Add<TElement>(query.Depth1, right + 32);
        products.Add<TElement>(query.Depth2, right + TensorTile.Bytes);
        products.Add<TElement>(query.Depth3, right + TensorTile.Bytes + 32);
        if (TElement.Size == sizeof(float))
        {
            products.Add<TElement>(query.Depth4, right + (2 * TensorTile.Bytes));
            products.Add<TElement>(query.Depth5, right + (2 * TensorTile.Bytes) + 32);
            products.Add<TElement>(query.Depth6, right + (3 * TensorTile.Bytes));
            products.Add<TElement>(query.Depth7, right + (3 * TensorTile.Bytes) + 32);
        }

        TensorStrip scores = scoring.Of<TElement>(products);

        float upper = LargestOfRow(XMath.Max(upperLargest, scores.UpperLargest()));
        float lower = LargestOfRow(XMath.Max(lowerLargest, scores.LowerLargest()));
        float upperShrink = XMath.Exp(upperLargest - upper);
        float lowerShrink = XMath.Exp(lowerLargest - lower);
        TensorStrip weights = new TensorWeights(keys, upper, lower).Of<TElement>(scores);

        mixed.Scale(upperShrink, lowerShrink);
        TElement.AddValues(mixed, TElement.Operand(weights), memory + ValueOffset<TElement>());
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
