using System.Runtime.CompilerServices;
using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>From products of queries and keys to scores: scaled and masked, the least where there is no key.</summary>
/// <typeparam name="TMask">Whether there is a key mask.</typeparam>
internal readonly struct TensorScores<TMask>
    where TMask : struct, IKeyMask
{
    private readonly ArrayView<int> keyMask;
    private readonly int firstKey;
    private readonly int keys;
    private readonly float scale;

    /// <summary>Takes 64 keys.</summary>
    /// <param name="keyMask">[T].</param>
    /// <param name="firstKey">The row of the first.</param>
    /// <param name="keys">How many there are; more than 64 count as 64.</param>
    /// <param name="scale">What products are multiplied by.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorScores(ArrayView<int> keyMask, int firstKey, int keys, float scale)
    {
        this.keyMask = keyMask;
        this.firstKey = firstKey;
        this.keys = keys;
        this.scale = scale;
    }

    /// <summary>The scores of a warp's queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorStrip Of<TElement>(TensorStrip products)
        where TElement : struct, ITensorElement => new(
            Of<TElement>(products.Sums0, 0),
            Of<TElement>(products.Sums1, 8),
            Of<TElement>(products.Sums2, 16),
            Of<TElement>(products.Sums3, 24),
            Of<TElement>(products.Sums4, 32),
            Of<TElement>(products.Sums5, 40),
            Of<TElement>(products.Sums6, 48),
            Of<TElement>(products.Sums7, 56));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TensorSums Of<TElement>(TensorSums products, int key)
        where TElement : struct, ITensorElement
    {
        key += TensorTile.HandedColumn<TElement>();
        int next = key + TensorTile.HandedStep<TElement>();
        return new TensorSums(
            Of(products.Upper0, key), Of(products.Upper1, next), Of(products.Lower0, key), Of(products.Lower1, next));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Of(float product, int key) =>
        key < keys ? TMask.Apply(keyMask, firstKey + key, product * scale) : float.MinValue;
}
