using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Attention
{
    // The products of this thread's query with its four keys of a tile.
    private static Four Products<TInput, TOutput>(
        AttentionSimtArguments<TInput, TOutput> a,
        ArrayView<float> queries,
        ArrayView<float> tile,
        int start,
        int first,
        int key,
        int length,
        int head)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
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

    // sums = sums * shrink + weights * values, with the last keys times inverse to the output; each thread reads back what it wrote
    // itself.
    private static void AddValues<TInput, TOutput>(
        AttentionSimtArguments<TInput, TOutput> a,
        ArrayView<float> weights,
        ArrayView<float> tile,
        int start,
        int first,
        int key,
        int length,
        int head,
        float shrink,
        float inverse)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        bool isLast = key + Tile >= length;
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
            bool isFirst = key == 0;
            long index = row + lane;
            AddTo(a, index, lane < owned, isFirst, isLast, sum.A, shrink, inverse);
            AddTo(a, index + Lanes, lane + Lanes < owned, isFirst, isLast, sum.B, shrink, inverse);
            AddTo(a, index + (2 * Lanes), lane + (2 * Lanes) < owned, isFirst, isLast, sum.C, shrink, inverse);
            AddTo(a, index + (3 * Lanes), lane + (3 * Lanes) < owned, isFirst, isLast, sum.D, shrink, inverse);
            Group.Barrier();
        }
    }

    // tile[r, c] = view[row + r, from + c], zero where there is no such row or channel.
    private static void LoadTile<TInput>(
        TInput view, int stride, int row, int rows, int from, int channels, ArrayView<float> tile, int tileRows)
        where TInput : struct, IStored<TInput>
    {
        for (int i = Group.IdxX; i < tileRows * Tile / 4; i += GroupSize)
        {
            int r = i / (Tile / 4);
            int c = (i % (Tile / 4)) * 4;
            Float4 values = view.Read4(((long)(row + r) * stride) + from + c, r < rows ? channels - c : 0);
            int place = (r * Pitch) + c;
            tile[place] = values.X;
            tile[place + 1] = values.Y;
            tile[place + 2] = values.Z;
            tile[place + 3] = values.W;
        }
    }

    private static void AddTo<TInput, TOutput>(
        AttentionSimtArguments<TInput, TOutput> a,
        long index,
        bool isThere,
        bool isFirst,
        bool isLast,
        float sum,
        float shrink,
        float inverse)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        if (!isThere)
        {
            return;
        }

        float total = sum + (isFirst ? 0f : a.Sums[index] * shrink);
        if (isLast)
        {
            a.Output.Write(index, total * inverse);
        }
        else
        {
            a.Sums[index] = total;
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
