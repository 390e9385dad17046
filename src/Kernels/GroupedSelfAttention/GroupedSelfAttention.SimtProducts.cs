using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    // output[t, head] = x[t] Wq^T + bq: the queries, until they are folded.
    private static void Project<TBits, TElement>(
        GroupedSelfAttentionSimtArguments<TBits> a, int row, int rows, int head, ArrayView<Float4> lefts, ArrayView<Float4> rights)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        for (int d = 0; d < a.D; d += Tile)
        {
            int channel = (head * a.D) + d;
            Tile4x4 sums = TileProduct.Of(
                Inputs(a, row, rows, head),
                new MatrixRows<TBits, TElement>(a.Weight, (long)channel * a.Cg, a.Cg, a.D - d),
                a.Cg,
                lefts,
                rights);
            long start = ((long)row * a.C) + channel;
            var bias = new AddBias(a.Bias.SubView(channel));
            TileProduct.Store(sums, new MatrixSink<AddBias>(a.Output, start, a.C, rows, a.D - d, bias));
        }
    }

    // folded[t, c] = sum over d of query[t, d] * Wk[d, c].
    private static void Fold<TBits, TElement>(
        GroupedSelfAttentionSimtArguments<TBits> a, int row, int rows, int head, ArrayView<Float4> lefts, ArrayView<Float4> rights)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        long queries = ((long)row * a.C) + ((long)head * a.D);
        long weights = ((long)a.C + ((long)head * a.D)) * a.Cg;
        for (int c = 0; c < a.Cg; c += Tile)
        {
            Tile4x4 sums = TileProduct.Of(
                new MatrixRows<float, F32>(a.Output, queries, a.C, rows),
                new MatrixColumns<TBits, TElement>(a.Weight, weights + c, a.Cg, a.Cg - c),
                a.D,
                lefts,
                rights);
            var sink = new MatrixSink<Identity>(a.Folded, OfHead(a, row, head) + c, a.H * a.Cg, rows, a.Cg - c, default);
            TileProduct.Store(sums, sink);
        }
    }

    // scores[q, k] = scale * folded[q] . x[k], masked.
    private static void Score<TBits, TMask>(
        GroupedSelfAttentionSimtArguments<TBits> a,
        int row,
        int rows,
        int key,
        int keys,
        int head,
        ArrayView<float> scores,
        ArrayView<Float4> lefts,
        ArrayView<Float4> rights)
        where TBits : unmanaged
        where TMask : struct, IKeyMask
    {
        Tile4x4 sums = TileProduct.Of(
            new MatrixRows<float, F32>(a.Folded, OfHead(a, row, head), a.H * a.Cg, rows),
            Inputs(a, key, keys, head),
            a.Cg,
            lefts,
            rights);
        TileProduct.Store(sums, new ScoreSink<TMask>(scores, a.KeyMask, key, keys, a.Scale));
    }

    // mixed[q, c] = mixed[q, c] * shrink[q] + sum over k of weight[q, k] * x[k, c].
    private static void Mix<TBits>(
        GroupedSelfAttentionSimtArguments<TBits> a,
        int row,
        int rows,
        int key,
        int keys,
        int head,
        bool isFirst,
        ArrayView<float> weights,
        ArrayView<float> shrinks,
        ArrayView<Float4> lefts,
        ArrayView<Float4> rights)
        where TBits : unmanaged
    {
        long inputs = ((long)key * a.C) + ((long)(head / a.Hg) * a.Cg);
        for (int c = 0; c < a.Cg; c += Tile)
        {
            Tile4x4 sums = TileProduct.Of(
                new MatrixRows<float, F32>(weights, 0, Pitch, Tile),
                new MatrixColumns<float, F32>(a.Input, inputs + c, a.C, a.Cg - c),
                keys,
                lefts,
                rights);
            long start = OfHead(a, row, head) + c;
            TileProduct.Store(sums, new MixSink(a.Mixed, start, a.H * a.Cg, rows, a.Cg - c, shrinks, isFirst));
        }
    }

    // output[t, head] = factor[t] * mixed[t] Wv^T + bv.
    private static void Finish<TBits, TElement>(
        GroupedSelfAttentionSimtArguments<TBits> a,
        int row,
        int rows,
        int head,
        ArrayView<float> factors,
        ArrayView<Float4> lefts,
        ArrayView<Float4> rights)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        for (int d = 0; d < a.D; d += Tile)
        {
            int channel = (head * a.D) + d;
            Tile4x4 sums = TileProduct.Of(
                new MatrixRows<float, F32>(a.Mixed, OfHead(a, row, head), a.H * a.Cg, rows),
                new MatrixRows<TBits, TElement>(a.Weight, ((2L * a.C) + channel) * a.Cg, a.Cg, a.D - d),
                a.Cg,
                lefts,
                rights);
            ArrayView<float> bias = a.Bias.SubView((2L * a.C) + channel);
            TileProduct.Store(sums, new OutputSink(a.Output, ((long)row * a.C) + channel, a.C, rows, a.D - d, factors, bias));
        }
    }

    // The channels of a head's group in neighbouring rows of the input.
    private static MatrixRows<float, F32> Inputs<TBits>(GroupedSelfAttentionSimtArguments<TBits> a, int row, int rows, int head)
        where TBits : unmanaged => new(a.Input, ((long)row * a.C) + ((long)(head / a.Hg) * a.Cg), a.C, rows);

    // Where a row of [T, H, C / G] begins.
    private static long OfHead<TBits>(GroupedSelfAttentionSimtArguments<TBits> a, int row, int head)
        where TBits : unmanaged => (((long)row * a.H) + head) * a.Cg;
}
