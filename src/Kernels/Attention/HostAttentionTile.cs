using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The second matrix product of attention on the host, six rows by two registers as in <see cref="HostGemm{TLanes}"/>, which makes
/// the first. Scores are kept transposed, [key, query]: keys are then read where they lie, softmax runs down columns without
/// crossing lanes, and the weights are already in the order in which this product broadcasts them.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostAttentionTile<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>tile[q, d] = sum over k of weights[k, q] * values[k, d].</summary>
    /// <param name="weights">[length, 6], rows <paramref name="weightStride"/> floats apart.</param>
    /// <param name="weightStride">Floats from one key's weights to the next.</param>
    /// <param name="values">[length, Columns], dense.</param>
    /// <param name="length">Keys of the sentence.</param>
    /// <param name="tile">[6, Columns], dense.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Values(float* weights, long weightStride, float* values, int length, float* tile)
    {
        var c00 = TLanes.Constant(0);
        TLanes c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
        TLanes c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
        for (int k = 0; k < length; k++)
        {
            TLanes left = TLanes.Load(values);
            TLanes right = TLanes.Load(values + TLanes.Count);
            values += HostGemm<TLanes>.Columns;

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

        StoreRow(ref tile, c00, c01);
        StoreRow(ref tile, c10, c11);
        StoreRow(ref tile, c20, c21);
        StoreRow(ref tile, c30, c31);
        StoreRow(ref tile, c40, c41);
        StoreRow(ref tile, c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(ref float* tile, TLanes left, TLanes right)
    {
        TLanes.Store(left, tile);
        TLanes.Store(right, tile + TLanes.Count);
        tile += HostGemm<TLanes>.Columns;
    }
}
