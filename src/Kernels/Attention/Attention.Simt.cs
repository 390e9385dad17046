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

    // Whether sums over some of the keys lie beside the output, which cannot hold them: there are more, and it is not float32.
    private static bool SumsApart(ElementType output, int longest) => output != ElementType.F32 && longest > Tile;

    // Softmax as a stream (Milakov and Gimelshein 2018, https://arxiv.org/abs/1805.02867): the largest score and the sum so far
    // are kept, and both the sum and the output are scaled down when a larger score arrives.
    private static void Simt<TInput, TOutput, TMask, TScores>(AttentionSimtArguments<TInput, TOutput> a)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
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
            score.A = Score<TInput, TOutput, TMask, TScores>(a, start, key + lane, length, scoresRow, isQuery, score.A);
            score.B = Score<TInput, TOutput, TMask, TScores>(a, start, key + lane + Lanes, length, scoresRow, isQuery, score.B);
            score.C = Score<TInput, TOutput, TMask, TScores>(a, start, key + lane + (2 * Lanes), length, scoresRow, isQuery, score.C);
            score.D = Score<TInput, TOutput, TMask, TScores>(a, start, key + lane + (3 * Lanes), length, scoresRow, isQuery, score.D);

            partial[thread] = XMath.Max(XMath.Max(score.A, score.B), XMath.Max(score.C, score.D));
            Group.Barrier();
            float before = largest;
            for (int other = 0; other < Lanes; other++)
            {
                largest = XMath.Max(largest, partial[(slot * Lanes) + other]);
            }

            float shrink = Exp(before - largest);
            score.A = Weight(score.A, largest, key + lane, length);
            score.B = Weight(score.B, largest, key + lane + Lanes, length);
            score.C = Weight(score.C, largest, key + lane + (2 * Lanes), length);
            score.D = Weight(score.D, largest, key + lane + (3 * Lanes), length);
            int column = (slot * Pitch) + lane;
            weights[column] = score.A;
            weights[column + Lanes] = score.B;
            weights[column + (2 * Lanes)] = score.C;
            weights[column + (3 * Lanes)] = score.D;
            Group.Barrier();

            sum = (sum * shrink) + RowSum(weights, slot);
            inverse = key + Tile >= length ? 1f / sum : 1f;
            AddValues(a, weights, tile, start, first, key, length, head, shrink, inverse);
        }

        if (TScores.WritesProbabilities && isQuery)
        {
            for (int key = lane; key < length; key += Lanes)
            {
                a.ScoresOutput[scoresRow + key] = Exp(a.ScoresOutput[scoresRow + key] - largest) * inverse;
            }
        }
    }

    // Keys past the end of the sentence get the least score, so that they never decide the maximum; their weight is zero.
    private static float Score<TInput, TOutput, TMask, TScores>(
        AttentionSimtArguments<TInput, TOutput> a, int start, int key, int length, long scoresRow, bool isQuery, float product)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
        where TMask : struct, IKeyMask
        where TScores : struct, IScoresWriter
    {
        if (key >= length)
        {
            return float.MinValue;
        }

        float score = TMask.Apply(a.KeyMask, start + key, product * a.Scale);
        if (TScores.WritesScores && isQuery)
        {
            a.ScoresOutput[scoresRow + key] = score;
        }

        return score;
    }

    private static float Weight(float score, float largest, int key, int length) =>
        key < length ? Exp(score - largest) : 0f;

    // The sum of a query's weights in this tile.
    private static float RowSum(ArrayView<float> weights, int slot)
    {
        float sum = 0;
        for (int k = 0; k < Tile; k++)
        {
            sum += weights[(slot * Pitch) + k];
        }

        return sum;
    }

    private static float Exp(float x) => DeviceFloat.Exp(new DeviceFloat(x)).Value;
}
