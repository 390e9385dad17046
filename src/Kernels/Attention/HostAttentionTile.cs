using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The two matrix products of attention on the host, six rows by two registers as in <see cref="HostGemm{TLanes}"/>. Scores are
/// kept transposed, [key, query]: keys are then read where they lie, softmax runs down columns without crossing lanes, and the
/// weights are already in the order in which the second product broadcasts them.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostAttentionTile<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Rows of a tile: keys of a score tile, queries of an output tile.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a tile: queries of a score tile, channels of an output tile.</summary>
    public static int Columns => 2 * TLanes.Count;

    /// <summary>scores[k, q] = sum over d of keys[k, d] * queries[d, q].</summary>
    /// <param name="keys">The first of the tile's keys.</param>
    /// <param name="keyStride">Floats from one key to the next.</param>
    /// <param name="count">Keys that there are, 1 to 6; the tile's other rows repeat the last.</param>
    /// <param name="queries">[depth, Columns], packed.</param>
    /// <param name="depth">Channels of a head.</param>
    /// <param name="scores">[6, Columns], rows <paramref name="scoresStride"/> floats apart.</param>
    /// <param name="scoresStride">Floats from one row of scores to the next.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Scores(
        float* keys, long keyStride, int count, float* queries, int depth, float* scores, long scoresStride)
    {
        long last = count - 1;
        float* key1 = keys + (Math.Min(1, last) * keyStride);
        float* key2 = keys + (Math.Min(2, last) * keyStride);
        float* key3 = keys + (Math.Min(3, last) * keyStride);
        float* key4 = keys + (Math.Min(4, last) * keyStride);
        float* key5 = keys + (last * keyStride);
        var c00 = TLanes.Constant(0);
        TLanes c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
        TLanes c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
        for (nint d = 0; d < depth; d++)
        {
            TLanes left = TLanes.Load(queries);
            TLanes right = TLanes.Load(queries + TLanes.Count);
            queries += Columns;

            var x = TLanes.Constant(keys[d]);
            c00 = TLanes.MultiplyAdd(x, left, c00);
            c01 = TLanes.MultiplyAdd(x, right, c01);
            x = TLanes.Constant(key1[d]);
            c10 = TLanes.MultiplyAdd(x, left, c10);
            c11 = TLanes.MultiplyAdd(x, right, c11);
            x = TLanes.Constant(key2[d]);
            c20 = TLanes.MultiplyAdd(x, left, c20);
            c21 = TLanes.MultiplyAdd(x, right, c21);
            x = TLanes.Constant(key3[d]);
            c30 = TLanes.MultiplyAdd(x, left, c30);
            c31 = TLanes.MultiplyAdd(x, right, c31);
            x = TLanes.Constant(key4[d]);
            c40 = TLanes.MultiplyAdd(x, left, c40);
            c41 = TLanes.MultiplyAdd(x, right, c41);
            x = TLanes.Constant(key5[d]);
            c50 = TLanes.MultiplyAdd(x, left, c50);
            c51 = TLanes.MultiplyAdd(x, right, c51);
        }

        StoreRow(ref scores, scoresStride, c00, c01);
        StoreRow(ref scores, scoresStride, c10, c11);
        StoreRow(ref scores, scoresStride, c20, c21);
        StoreRow(ref scores, scoresStride, c30, c31);
        StoreRow(ref scores, scoresStride, c40, c41);
        StoreRow(ref scores, scoresStride, c50, c51);
    }

    /// <summary>tile[q, d] = sum over k of weights[k, q] * values[k, d].</summary>
    /// <param name="weights">[length, 6], rows <paramref name="weightStride"/> floats apart.</param>
    /// <param name="weightStride">Floats from one key's weights to the next.</param>
    /// <param name="values">[length, Columns], dense.</param>
    /// <param name="length">Keys of the sentence.</param>
    /// <param name="tile">[6, Columns], dense.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Values(float* weights, long weightStride, float* values, int length, float* tile)
    {
        var c00 = TLanes.Constant(0);
        TLanes c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
        TLanes c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
        for (int k = 0; k < length; k++)
        {
            TLanes left = TLanes.Load(values);
            TLanes right = TLanes.Load(values + TLanes.Count);
            values += Columns;

            var x = TLanes.Constant(weights[0]);
            c00 = TLanes.MultiplyAdd(x, left, c00);
            c01 = TLanes.MultiplyAdd(x, right, c01);
            x = TLanes.Constant(weights[1]);
            c10 = TLanes.MultiplyAdd(x, left, c10);
            c11 = TLanes.MultiplyAdd(x, right, c11);
            x = TLanes.Constant(weights[2]);
            c20 = TLanes.MultiplyAdd(x, left, c20);
            c21 = TLanes.MultiplyAdd(x, right, c21);
            x = TLanes.Constant(weights[3]);
            c30 = TLanes.MultiplyAdd(x, left, c30);
            c31 = TLanes.MultiplyAdd(x, right, c31);
            x = TLanes.Constant(weights[4]);
            c40 = TLanes.MultiplyAdd(x, left, c40);
            c41 = TLanes.MultiplyAdd(x, right, c41);
            x = TLanes.Constant(weights[5]);
            c50 = TLanes.MultiplyAdd(x, left, c50);
            c51 = TLanes.MultiplyAdd(x, right, c51);
            weights += weightStride;
        }

        StoreRow(ref tile, Columns, c00, c01);
        StoreRow(ref tile, Columns, c10, c11);
        StoreRow(ref tile, Columns, c20, c21);
        StoreRow(ref tile, Columns, c30, c31);
        StoreRow(ref tile, Columns, c40, c41);
        StoreRow(ref tile, Columns, c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(ref float* row, long stride, TLanes left, TLanes right)
    {
        TLanes.Store(left, row);
        TLanes.Store(right, row + TLanes.Count);
        row += stride;
    }
}
