using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Attention
{
    // The products of this thread's query with its four keys of a tile.
    private static Four Products(
        AttentionArguments a,
        ArrayView<float> queries,
        ArrayView<float> tile,
        int start,
        int first,
        int key,
        int length,
        int head)
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
