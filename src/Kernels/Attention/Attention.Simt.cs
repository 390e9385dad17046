using ILGPU;
using ILGPU.Algorithms;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Attention
{
    // A group of 64 threads serves 32 queries of one sentence and head; keys come in tiles of 32.
    private const int Tile = TileProduct.Size;

    private static int Tiles(int longest) => (longest + Tile - 1) / Tile;

    // Whether sums over some of the keys lie beside the output, which cannot hold them: there are more, and it is not float32.
    private static bool SumsApart(ElementType output, int longest) => output != ElementType.F32 && longest > Tile;

    private static void Simt<TInput, TOutput, TMask, TScores>(AttentionSimtArguments<TInput, TOutput> a)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
        where TMask : struct, IKeyMask
        where TScores : struct, IScoresWriter
    {
        ArrayView<Float4> lefts = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        ArrayView<Float4> rights = SharedMemory.Allocate<Float4>(TileProduct.SharedLength);
        var softmax = new TileSoftmax(
            SharedMemory.Allocate<float>(TileSoftmax.TileLength),
            SharedMemory.Allocate<float>(TileProduct.GroupSize),
            SharedMemory.Allocate<float>(Tile),
            lefts);

        int tiles = Tiles(a.S);
        int sentence = Grid.IdxX / tiles;
        int start = a.SequenceOffsets[sentence];
        int length = a.SequenceOffsets[sentence + 1] - start;
        int first = (Grid.IdxX - (sentence * tiles)) * Tile;
        if (first >= length)
        {
            return;
        }

        int head = Grid.IdxY;
        int row = start + first;
        int rows = length - first;
        long written = ((((long)sentence * a.H) + head) * a.S + first) * a.S;
        SoftmaxOfRow sums = SoftmaxOfRow.Nothing;
        int key = 0;
        do
        {
            int keys = length - key;
            Score<TInput, TOutput, TMask, TScores>(a, row, rows, start + key, keys, head, written + key, softmax, lefts, rights);
            sums = softmax.Take(sums, keys);
            Mix(a, row, rows, start + key, keys, head, key == 0, softmax, lefts, rights);
            key += Tile;
        }
        while (key < length);

        if (TScores.WritesProbabilities)
        {
            int query = TileSoftmax.Row;
            int keys = query < rows ? length : 0;
            Normalize(a.ScoresOutput, written + ((long)query * a.S), keys, length, sums.Largest, softmax.Inverse(query));
        }
    }

    // scores[q, k] = scale * query[q] . key[k], masked.
    private static void Score<TInput, TOutput, TMask, TScores>(
        AttentionSimtArguments<TInput, TOutput> a,
        int row,
        int rows,
        int key,
        int keys,
        int head,
        long written,
        TileSoftmax softmax,
        ArrayView<Float4> lefts,
        ArrayView<Float4> rights)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
        where TMask : struct, IKeyMask
        where TScores : struct, IScoresWriter
    {
        int channel = head * a.D;
        Tile4x4 sums = TileProduct.Of(
            new MatrixRows<TInput>(a.Query, ((long)row * a.QueryStride) + channel, a.QueryStride, rows),
            new MatrixRows<TInput>(a.Key, ((long)key * a.KeyStride) + channel, a.KeyStride, keys),
            a.D,
            lefts,
            rights);
        var sink = new MatrixSink<Singles>(a.ScoresOutput, written, a.S, rows, keys);
        TileProduct.Store(sums, new ScoreSink<TMask, TScores>(softmax, a.KeyMask, key, keys, a.Scale, sink));
    }

    // sums[q, c] = sums[q, c] * shrink[q] + sum over k of weight[q, k] * value[k, c], with the last keys as a mean to the output.
    private static void Mix<TInput, TOutput>(
        AttentionSimtArguments<TInput, TOutput> a,
        int row,
        int rows,
        int key,
        int keys,
        int head,
        bool isFirst,
        TileSoftmax softmax,
        ArrayView<Float4> lefts,
        ArrayView<Float4> rights)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        int c = 0;
        do
        {
            int channel = (head * a.D) + c;
            Tile4x4 sums = TileProduct.Of(
                softmax.Weights,
                new MatrixColumns<TInput>(a.Value, ((long)key * a.ValueStride) + channel, a.ValueStride, a.D - c),
                XMath.Min(keys, Tile),
                lefts,
                rights);
            int stride = a.H * a.D;
            TileProduct.Store(sums, new OutputSink<TOutput>(
                a.Output, a.Sums, ((long)row * stride) + channel, stride, rows, a.D - c, softmax, isFirst, keys <= Tile));
            c += Tile;
        }
        while (c < a.D);
    }

    // From the scores of a query, which its threads share, to probabilities. All threads take as many turns: of a loop that
    // some of them skip, behind the last barrier, PoCL 6 made code that overwrote the process's heap.
    private static void Normalize(Singles scores, long row, int keys, int length, float largest, float inverse)
    {
        int key = 4 * TileSoftmax.Lane;
        int left = length;
        do
        {
            Float4 four = scores.Read4(row + key, keys - key);
            var probabilities = new Float4(
                TileSoftmax.Exp(four.X - largest) * inverse,
                TileSoftmax.Exp(four.Y - largest) * inverse,
                TileSoftmax.Exp(four.Z - largest) * inverse,
                TileSoftmax.Exp(four.W - largest) * inverse);
            scores.Write4(row + key, probabilities, keys - key);
            key += 4 * TileSoftmax.Lanes;
            left -= 4 * TileSoftmax.Lanes;
        }
        while (left > 0);
    }

    // Each thread reads back what it wrote itself.
    private readonly struct OutputSink<TOutput>(
        TOutput output,
        Singles sums,
        long start,
        int stride,
        int rows,
        int columns,
        TileSoftmax softmax,
        bool isFirst,
        bool isLast) : ITileSink
        where TOutput : struct, IStored<TOutput>
    {
        public void Write(int row, int column, Float4 mixed)
        {
            int count = columns - column;
            if (row >= rows || count <= 0)
            {
                return;
            }

            long index = start + ((long)row * stride) + column;
            Float4 before = isFirst ? default : sums.Read4(index, count);
            Float4 total = Float4.MultiplyAdd(softmax.Shrink(row), before, mixed);
            if (isLast)
            {
                output.Write4(index, Float4.MultiplyAdd(softmax.Inverse(row), total, default), count);
            }
            else
            {
                sums.Write4(index, total, count);
            }
        }
    }
}
