using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Softmax as a stream (Milakov and Gimelshein 2018, https://arxiv.org/abs/1805.02867) of 32 queries over tiles of 32 keys,
/// between the two products of <see cref="TileProduct"/> that make an attention: the largest score and the sum so far are kept,
/// and both the sum and what was made under the weights before shrink when a larger score arrives.
/// </summary>
internal readonly struct TileSoftmax
{
    /// <summary>Floats of shared memory for a tile.</summary>
    public const int TileLength = TileProduct.Size * Pitch;

    /// <summary>Threads that take a query, each with half of a tile's keys.</summary>
    public const int Lanes = TileProduct.GroupSize / TileProduct.Size;

    // Rows of shared memory are a float longer than the tile's, so that a column of them lies in different banks. This float is
    // the inverse of the row's sum.
    private const int Pitch = TileProduct.Size + 1;

    private const int KeysOfLane = TileProduct.Size / Lanes;

    private readonly ArrayView<float> tile;
    private readonly ArrayView<float> sums;
    private readonly ArrayView<float> shrinks;
    private readonly ArrayView<float> spare;

    /// <summary>Takes shared memory.</summary>
    /// <param name="tile">[<see cref="TileLength"/>]: scores, then weights.</param>
    /// <param name="sums">[64].</param>
    /// <param name="shrinks">[32].</param>
    /// <param name="spare">[16], of a product: nobody needs it between two of them.</param>
    public TileSoftmax(ArrayView<float> tile, ArrayView<float> sums, ArrayView<float> shrinks, ArrayView<Float4> spare)
    {
        this.tile = tile;
        this.sums = sums;
        this.shrinks = shrinks;
        this.spare = spare.Cast<float>();
    }

    /// <summary>The query, 0..31, that this thread takes with its neighbours.</summary>
    public static int Row => Group.IdxX / Lanes;

    /// <summary>This thread's number among those that take a query.</summary>
    public static int Lane => Group.IdxX % Lanes;

    /// <summary>After <see cref="Take"/>, the weights of a tile.</summary>
    public SharedRows Weights => new(tile, Pitch);

    /// <summary>Puts four scores into the tile.</summary>
    /// <param name="row">The query.</param>
    /// <param name="column">The first key.</param>
    /// <param name="scores">The least float where there is no key, so that it never decides the maximum.</param>
    public void Put(int row, int column, Float4 scores)
    {
        long place = (row * Pitch) + column;
        tile[place] = scores.X;
        tile[place + 1] = scores.Y;
        tile[place + 2] = scores.Z;
        tile[place + 3] = scores.W;
    }

    /// <summary>
    /// Turns the scores of a tile, once all are put, into weights, zero for keys that are not there. Every thread of the group
    /// must call; behind it they may read the weights.
    /// </summary>
    /// <param name="before">What this thread has kept.</param>
    /// <param name="keys">How many keys there are, at least 1; more than 32 count as 32.</param>
    public SoftmaxOfRow Take(SoftmaxOfRow before, int keys)
    {
        Group.Barrier();
        int thread = Group.IdxX;
        int key = Lane * KeysOfLane;
        long from = (Row * Pitch) + key;
        spare[thread] = Largest(from, before.Largest);
        Group.Barrier();
        float largest = XMath.Max(spare[thread], spare[thread ^ 1]);
        float shrink = Exp(before.Largest - largest);
        float sum = (before.Sum * shrink) + Weigh(from, largest, keys - key);
        sums[thread] = sum;
        Group.Barrier();
        if (Lane == 0)
        {
            shrinks[Row] = shrink;
            tile[(Row * Pitch) + TileProduct.Size] = 1f / (sum + sums[thread + 1]);
        }

        return new SoftmaxOfRow(largest, sum);
    }

    /// <summary>What earlier weights of a query are to be multiplied by; a barrier after <see cref="Take"/>.</summary>
    /// <param name="row">The query.</param>
    public float Shrink(int row) => shrinks[row];

    /// <summary>1 / the sum of a query's weights so far, likewise.</summary>
    /// <param name="row">The query.</param>
    public float Inverse(int row) => tile[((long)row * Pitch) + TileProduct.Size];

    /// <summary>e^x.</summary>
    public static float Exp(float x) => DeviceFloat.Exp(new DeviceFloat(x)).Value;

    // The largest of a thread's scores and of a number.
    private float Largest(long from, float largest)
    {
        for (int k = 0; k < KeysOfLane; k++)
        {
            largest = XMath.Max(largest, tile[from + k]);
        }

        return largest;
    }

    // Turns a thread's scores into weights and sums them.
    private float Weigh(long from, float largest, int keys)
    {
        float sum = 0;
        for (int k = 0; k < KeysOfLane; k++)
        {
            float weight = k < keys ? Exp(tile[from + k] - largest) : 0f;
            tile[from + k] = weight;
            sum += weight;
        }

        return sum;
    }
}
