using ILGPU;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    // mixed[t, d] = x[t] Wq^T + bq: the queries, until they are folded. A head has no more channels than its group.
    private static void Project<TBits, TElement, TInput, TOutput>(
        GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput> a, int row, int rows, int head, ArrayView<Float4> lefts, ArrayView<Float4> rights)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        int d = 0;
        do
        {
            int channel = (head * a.D) + d;
            Tile4x4 sums = TileProduct.Of(
                Inputs(a, row, rows, head),
                new MatrixRows<Stored<TBits, TElement>>(new(a.Weight), (long)channel * a.Cg, a.Cg, a.D - d),
                a.Cg,
                lefts,
                rights);
            long start = OfHead(a, row, head) + d;
            var queries = new MatrixSink<Singles>(a.Mixed, start, a.H * a.Cg, rows, a.D - d);
            TileProduct.Store(sums, new QuerySink(queries, a.Bias, channel, a.D - d));
            d += Tile;
        }
        while (d < a.D);
    }

    // folded[t, c] = sum over d of query[t, d] * Wk[d, c].
    private static void Fold<TBits, TElement, TInput, TOutput>(
        GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput> a, int row, int rows, int head, ArrayView<Float4> lefts, ArrayView<Float4> rights)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        long weights = ((long)a.C + ((long)head * a.D)) * a.Cg;
        int c = 0;
        do
        {
            Tile4x4 sums = TileProduct.Of(
                new MatrixRows<Singles>(a.Mixed, OfHead(a, row, head), a.H * a.Cg, rows),
                new MatrixColumns<Stored<TBits, TElement>>(new(a.Weight), weights + c, a.Cg, a.Cg - c),
                a.D,
                lefts,
                rights);
            var sink = new MatrixSink<Singles>(a.Folded, OfHead(a, row, head) + c, a.H * a.Cg, rows, a.Cg - c);
            TileProduct.Store(sums, sink);
            c += Tile;
        }
        while (c < a.Cg);
    }

    // scores[q, k] = scale * folded[q] . x[k], masked.
    private static void Score<TBits, TInput, TOutput, TMask>(
        GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput> a,
        int row,
        int rows,
        int key,
        int keys,
        int head,
        TileSoftmax softmax,
        ArrayView<Float4> lefts,
        ArrayView<Float4> rights)
        where TBits : unmanaged
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
        where TMask : struct, IKeyMask
    {
        Tile4x4 sums = TileProduct.Of(
            new MatrixRows<Singles>(a.Folded, OfHead(a, row, head), a.H * a.Cg, rows),
            Inputs(a, key, keys, head),
            a.Cg,
            lefts,
            rights);
        TileProduct.Store(sums, new ScoreSink<TMask, NoScores>(softmax, a.KeyMask, key, keys, a.Scale, default));
    }

    // mixed[q, c] = mixed[q, c] * shrink[q] + sum over k of weight[q, k] * x[k, c].
    private static void Mix<TBits, TInput, TOutput>(
        GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput> a,
        int row,
        int rows,
        int key,
        int keys,
        int head,
        bool isFirst,
        TileSoftmax softmax,
        ArrayView<Float4> lefts,
        ArrayView<Float4> rights)
        where TBits : unmanaged
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        long inputs = ((long)key * a.C) + ((long)(head / a.Hg) * a.Cg);
        int c = 0;
        do
        {
            Tile4x4 sums = TileProduct.Of(
                softmax.Weights,
                new MatrixColumns<TInput>(a.Input, inputs + c, a.C, a.Cg - c),
                keys,
                lefts,
                rights);
            long start = OfHead(a, row, head) + c;
            TileProduct.Store(sums, new MixSink(a.Mixed, start, a.H * a.Cg, rows, a.Cg - c, softmax, isFirst));
            c += Tile;
        }
        while (c < a.Cg);
    }

    // output[t, head] = mixed[t] Wv^T / (sum of t's weights) + bv.
    private static void Finish<TBits, TElement, TInput, TOutput>(
        GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput> a,
        int row,
        int rows,
        int head,
        TileSoftmax softmax,
        ArrayView<Float4> lefts,
        ArrayView<Float4> rights)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        int d = 0;
        do
        {
            int channel = (head * a.D) + d;
            Tile4x4 sums = TileProduct.Of(
                new MatrixRows<Singles>(a.Mixed, OfHead(a, row, head), a.H * a.Cg, rows),
                new MatrixRows<Stored<TBits, TElement>>(new(a.Weight), ((2L * a.C) + channel) * a.Cg, a.Cg, a.D - d),
                a.Cg,
                lefts,
                rights);
            var output = new MatrixSink<TOutput>(a.Output, ((long)row * a.C) + channel, a.C, rows, a.D - d);
            TileProduct.Store(sums, new OutputSink<TOutput>(output, a.Bias, (2L * a.C) + channel, a.D - d, softmax));
            d += Tile;
        }
        while (d < a.D);
    }

    // The channels of a head's group in neighbouring rows of the input.
    private static MatrixRows<TInput> Inputs<TBits, TInput, TOutput>(
        GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput> a, int row, int rows, int head)
        where TBits : unmanaged
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput> => new(a.Input, ((long)row * a.C) + ((long)(head / a.Hg) * a.Cg), a.C, rows);

    // Where a row of [T, H, C / G] begins.
    private static long OfHead<TBits, TInput, TOutput>(
        GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput> a, int row, int head)
        where TBits : unmanaged
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput> => (((long)row * a.H) + head) * a.Cg;
}
