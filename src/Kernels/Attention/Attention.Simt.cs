using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Attention
{
    // One group serves eight queries of one sentence and head; query q belongs to threads 8q .. 8q + 7, its lanes.
    // Keys come in tiles of 32 and channels in chunks of 32, of which lane l owns l, l + 8, l + 16, l + 24.
    private const int QueryTile = 8;
    private const int Lanes = 8;
    private const int GroupSize = QueryTile * Lanes;
    private const int Tile = 32;

    // Rows of shared memory are a float longer than they hold, so that a column of them lies in different banks.
    private const int Pitch = Tile + 1;

    private static int QueryTiles(int longest) => (longest + QueryTile - 1) / QueryTile;

    private static Action<AttentionArguments> PickKernel(bool hasKeyMask, AttentionScores scores) => (hasKeyMask, scores) switch
    {
        (false, AttentionScores.None) => Simt<NoKeyMask, NoScores>,
        (false, AttentionScores.Scores) => Simt<NoKeyMask, MaskedScores>,
        (false, AttentionScores.Probabilities) => Simt<NoKeyMask, NormalizedScores>,
        (true, AttentionScores.None) => Simt<WithKeyMask, NoScores>,
        (true, AttentionScores.Scores) => Simt<WithKeyMask, MaskedScores>,
        (true, AttentionScores.Probabilities) => Simt<WithKeyMask, NormalizedScores>,
        _ => throw new ArgumentOutOfRangeException(nameof(scores), scores, "None, Scores or Probabilities expected"),
    };

    // Softmax as a stream (Milakov and Gimelshein 2018, https://arxiv.org/abs/1805.02867): the largest score and the sum so far
    // are kept, and both the sum and the output are scaled down when a larger score arrives.
    private static void Simt<TMask, TScores>(AttentionArguments a)
        where TMask : struct, IKeyMask
        where TScores : struct, IScoresWriter
    {
        ArrayView<float> queries = SharedMemory.Allocate<float>(QueryTile * Pitch);
        ArrayView<float> weights = SharedMemory.Allocate<float>(QueryTile * Pitch);
        ArrayView<float> tile = SharedMemory.Allocate<float>(Tile * Pitch);
        ArrayView<float> partial = SharedMemory.Allocate<float>(GroupSize);

        int tiles = QueryTiles(a.S);
        int sentence = Grid.IdxX / tiles;
        int head = Grid.IdxY;
        int start = a.SequenceOffsets[sentence];
        int length = a.SequenceOffsets[sentence + 1] - start;
        int first = (Grid.IdxX - (sentence * tiles)) * QueryTile;
        if (first >= length)
        {
            return;
        }

        int thread = Group.IdxX;
        int lane = thread % Lanes;
        int slot = thread / Lanes;
        int query = first + slot;
        bool isQuery = query < length;
        long scoresRow = ((((long)sentence * a.H) + head) * a.S + query) * a.S;
        float largest = float.MinValue;
        float sum = 0;
        float inverse = 1;
        for (int key = 0; key < length; key += Tile)
        {
            Four score = Products(a, queries, tile, start, first, key, length, head);
            score.A = Score<TMask, TScores>(a, start, key + lane, length, scoresRow, isQuery, score.A);
            score.B = Score<TMask, TScores>(a, start, key + lane + Lanes, length, scoresRow, isQuery, score.B);
            score.C = Score<TMask, TScores>(a, start, key + lane + (2 * Lanes), length, scoresRow, isQuery, score.C);
            score.D = Score<TMask, TScores>(a, start, key + lane + (3 * Lanes), length, scoresRow, isQuery, score.D);

            partial[thread] = XMath.Max(XMath.Max(score.A, score.B), XMath.Max(score.C, score.D));
            Group.Barrier();
            float before = largest;
            for (int other = 0; other < Lanes; other++)
            {
                largest = XMath.Max(largest, partial[(slot * Lanes) + other]);
            }

            float shrink = XMath.Exp(before - largest);
            score.A = Weight(score.A, largest, key + lane, length);
            score.B = Weight(score.B, largest, key + lane + Lanes, length);
            score.C = Weight(score.C, largest, key + lane + (2 * Lanes), length);
            score.D = Weight(score.D, largest, key + lane + (3 * Lanes), length);
            sum = (sum * shrink) + ((score.A + score.B) + (score.C + score.D));
            int column = (slot * Pitch) + lane;
            weights[column] = score.A;
            weights[column + Lanes] = score.B;
            weights[column + (2 * Lanes)] = score.C;
            weights[column + (3 * Lanes)] = score.D;
            Group.Barrier();

            if (key + Tile >= length)
            {
                inverse = 1f / QuerySum(partial, thread, slot, sum);
            }

            AddValues(a, weights, tile, start, first, key, length, head, shrink, inverse);
        }

        if (TScores.WritesProbabilities && isQuery)
        {
            for (int key = lane; key < length; key += Lanes)
            {
                a.ScoresOutput[scoresRow + key] = XMath.Exp(a.ScoresOutput[scoresRow + key] - largest) * inverse;
            }
        }
    }

    // The products of this thread's query with its four keys of a tile.
    private static Four Products(
        AttentionArguments a, ArrayView<float> queries, ArrayView<float> tile, int start, int first, int key, int length, int head)
    {
        int thread = Group.IdxX;
        int lane = thread % Lanes;
        int slot = thread / Lanes;
        var sum = default(Four);
        for (int chunk = 0; chunk < a.D; chunk += Tile)
        {
            int channels = a.D - chunk;
            int from = (head * a.D) + chunk;
            LoadTile(a.Query, a.QueryStride, start + first, length - first, from, channels, queries, QueryTile);
            LoadTile(a.Key, a.KeyStride, start + key, length - key, from, channels, tile, Tile);
            Group.Barrier();
            for (int c = 0; c < Tile; c++)
            {
                float x = queries[(slot * Pitch) + c];
                int column = (lane * Pitch) + c;
                sum.A += x * tile[column];
                sum.B += x * tile[column + (Lanes * Pitch)];
                sum.C += x * tile[column + (2 * Lanes * Pitch)];
                sum.D += x * tile[column + (3 * Lanes * Pitch)];
            }

            Group.Barrier();
        }

        return sum;
    }

    // output = (output * shrink + weights * values) * inverse; each thread reads back what it wrote itself.
    private static void AddValues(
        AttentionArguments a,
        ArrayView<float> weights,
        ArrayView<float> tile,
        int start,
        int first,
        int key,
        int length,
        int head,
        float shrink,
        float inverse)
    {
        int thread = Group.IdxX;
        int lane = thread % Lanes;
        int slot = thread / Lanes;
        int query = first + slot;
        for (int chunk = 0; chunk < a.D; chunk += Tile)
        {
            int channels = a.D - chunk;
            LoadTile(a.Value, a.ValueStride, start + key, length - key, (head * a.D) + chunk, channels, tile, Tile);
            Group.Barrier();
            var sum = default(Four);
            for (int k = 0; k < Tile; k++)
            {
                float weight = weights[(slot * Pitch) + k];
                int column = (k * Pitch) + lane;
                sum.A += weight * tile[column];
                sum.B += weight * tile[column + Lanes];
                sum.C += weight * tile[column + (2 * Lanes)];
                sum.D += weight * tile[column + (3 * Lanes)];
            }

            long row = ((((long)start + query) * a.H) + head) * a.D + chunk;
            int owned = query < length ? channels : 0;
            AddTo(a.Output, row, lane, owned, key, sum.A, shrink, inverse);
            AddTo(a.Output, row, lane + Lanes, owned, key, sum.B, shrink, inverse);
            AddTo(a.Output, row, lane + (2 * Lanes), owned, key, sum.C, shrink, inverse);
            AddTo(a.Output, row, lane + (3 * Lanes), owned, key, sum.D, shrink, inverse);
            Group.Barrier();
        }
    }

    // tile[r, c] = view[row + r, from + c], zero where there is no such row or channel.
    private static void LoadTile(
        ArrayView<float> view, int stride, int row, int rows, int from, int channels, ArrayView<float> tile, int tileRows)
    {
        for (int i = Group.IdxX; i < tileRows * Tile; i += GroupSize)
        {
            int r = i / Tile;
            int c = i % Tile;
            tile[(r * Pitch) + c] = r < rows && c < channels ? view[((long)(row + r) * stride) + from + c] : 0f;
        }
    }

    // Keys past the end of the sentence get the least score, so that they never decide the maximum; their weight is zero.
    private static float Score<TMask, TScores>(
        AttentionArguments a, int start, int key, int length, long scoresRow, bool isQuery, float product)
        where TMask : struct, IKeyMask
        where TScores : struct, IScoresWriter
    {
        if (key >= length)
        {
            return float.MinValue;
        }

        float score = TMask.Apply(a, start + key, product * a.Scale);
        if (TScores.WritesScores && isQuery)
        {
            a.ScoresOutput[scoresRow + key] = score;
        }

        return score;
    }

    private static float Weight(float score, float largest, int key, int length) =>
        key < length ? XMath.Exp(score - largest) : 0f;

    // The sum over the lanes of a query.
    private static float QuerySum(ArrayView<float> partial, int thread, int slot, float value)
    {
        partial[thread] = value;
        Group.Barrier();
        float sum = 0;
        for (int other = 0; other < Lanes; other++)
        {
            sum += partial[(slot * Lanes) + other];
        }

        return sum;
    }

    private static void AddTo(
        ArrayView<float> output, long row, int channel, int channels, int key, float sum, float shrink, float inverse)
    {
        if (channel < channels)
        {
            float before = key == 0 ? 0f : output[row + channel];
            output[row + channel] = ((before * shrink) + sum) * inverse;
        }
    }

    private struct Four
    {
        public float A;
        public float B;
        public float C;
        public float D;
    }
}
