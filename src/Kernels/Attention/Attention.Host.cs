using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Attention
{
    private readonly struct HostFactory(bool hasKeyMask, AttentionScores scores) : ILanesConsumer<HostAttention>
    {
        public HostAttention Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new HostAttention<TLanes>(hasKeyMask, scores);
    }

    private abstract class HostAttention : HostJob
    {
        protected AttentionArguments Arguments { get; private set; }

        // Queries of one item: a multiple of a tile's rows (6) and of its columns at every SIMD width.
        protected abstract int QueryBlock { get; }

        public abstract long WorkerScratchLength(int longest, int headSize);

        public void Run(HostThreads threads, in AttentionArguments arguments)
        {
            Arguments = arguments;
            int blocks = (arguments.S + QueryBlock - 1) / QueryBlock;
            threads.Run(this, checked(arguments.B * arguments.H * blocks));
        }
    }

    private sealed unsafe class HostAttention<TLanes>(bool hasKeyMask, AttentionScores flavour) : HostAttention
        where TLanes : struct, ILanes<TLanes>
    {
        private const int Rows = HostGemm<TLanes>.Rows;

        private static readonly int Columns = HostGemm<TLanes>.Columns;

        // 48 but for AVX-512, whose 32 columns do not divide it.
        private static readonly int Block = 48 % Columns == 0 ? 48 : 96;

        protected override int QueryBlock => Block;

        public override long WorkerScratchLength(int longest, int headSize) =>
            HostAttentionScratch.Length(longest, headSize, Block, Columns);

        public override void Execute(int item, int worker)
        {
            AttentionArguments a = Arguments;
            int blocks = (a.S + Block - 1) / Block;
            int sentence = item / blocks / a.H;
            int head = item / blocks % a.H;
            int* offsets = HostMemory.Pointer(a.SequenceOffsets);
            int start = offsets[sentence];
            int length = offsets[sentence + 1] - start;
            int first = item % blocks * Block;
            if (first >= length)
            {
                return;
            }

            var scratch = new HostAttentionScratch(HostMemory.Pointer(a.Scratch), worker, a.S, a.D, Block, Columns);
            int count = Math.Min(Block, length - first);
            int width = (count + Columns - 1) / Columns * Columns;
            float* written = HostMemory.Pointer(a.ScoresOutput)
                + ((((((long)sentence * a.H) + head) * a.S) + first) * a.S);
            Score(a, scratch, start, length, first, count, head);
            if (flavour == AttentionScores.Scores)
            {
                HostAttentionColumns<TLanes>.Write(scratch.Scores, Block, length, count, null, written, a.S);
            }

            HostAttentionColumns<TLanes>.Exponentiate(scratch.Scores, Block, length, width, scratch.Inverses);
            if (flavour == AttentionScores.Probabilities)
            {
                HostAttentionColumns<TLanes>.Write(scratch.Scores, Block, length, count, scratch.Inverses, written, a.S);
            }

            Mix(a, scratch, start, length, first, count, head);
        }

        // scores[k, q], masked. Queries that fill up the last panel are zeros, and nothing reads their results.
        private void Score(
            in AttentionArguments a, in HostAttentionScratch scratch, int start, int length, int first, int count, int head)
        {
            float* query = HostMemory.Pointer(a.Query) + ((long)(start + first) * a.QueryStride) + ((long)head * a.D);
            float* key = HostMemory.Pointer(a.Key) + ((long)start * a.KeyStride) + ((long)head * a.D);
            int* mask = HostMemory.Pointer(a.KeyMask) + start;
            for (int q = 0; q < count; q += Columns)
            {
                float* panel = scratch.Queries + ((long)q * a.D);
                PackQueries(query + ((long)q * a.QueryStride), a, Math.Min(Columns, count - q), panel);
            }

            for (int k = 0; k < length; k += Rows)
            {
                int keys = Math.Min(Rows, length - k);
                float* row = scratch.Scores + ((long)k * Block);
                for (int q = 0; q < count; q += Columns)
                {
                    HostGemm<TLanes>.Tile(
                        key + ((long)k * a.KeyStride), a.KeyStride, keys, scratch.Queries + ((long)q * a.D), a.D, row + q, Block);
                }

                for (int i = 0; hasKeyMask && i < keys; i++)
                {
                    if (mask[k + i] == 0)
                    {
                        HostAttentionColumns<TLanes>.Mask(row + (i * Block), Block);
                    }
                }
            }
        }

        // panel[d, column] = scale * query[column, d]; columns that are not there become zeros.
        private static void PackQueries(float* query, in AttentionArguments a, int count, float* panel)
        {
            int depth = a.D;
            float scale = a.Scale;
            for (int column = 0; column < Columns; column++)
            {
                float* row = query + ((long)column * a.QueryStride);
                float* destination = panel + column;
                float* end = destination + ((long)depth * Columns);
                if (column < count)
                {
                    for (; destination < end; destination += Columns)
                    {
                        *destination = *row++ * scale;
                    }
                }
                else
                {
                    for (; destination < end; destination += Columns)
                    {
                        *destination = 0;
                    }
                }
            }
        }

        // output[q, d] = inverse[q] * sum over k of weights[k, q] * value[k, d].
        private static void Mix(
            in AttentionArguments a, in HostAttentionScratch scratch, int start, int length, int first, int count, int head)
        {
            long width = (long)a.H * a.D;
            float* value = HostMemory.Pointer(a.Value) + ((long)start * a.ValueStride) + ((long)head * a.D);
            float* output = HostMemory.Pointer(a.Output) + ((long)(start + first) * width) + ((long)head * a.D);
            for (int d = 0; d < a.D; d += Columns)
            {
                int channels = Math.Min(Columns, a.D - d);
                CopyPanel(value + d, a.ValueStride, length, channels, scratch.Values);
                for (int q = 0; q < count; q += Rows)
                {
                    HostAttentionTile<TLanes>.Values(scratch.Scores + q, Block, scratch.Values, length, scratch.Tile);
                    int end = Math.Min(count, q + Rows);
                    for (int row = q; row < end; row++)
                    {
                        float* tile = scratch.Tile + ((row - q) * Columns);
                        StoreRow(tile, scratch.Inverses[row], channels, output + (row * width) + d);
                    }
                }
            }
        }

        // Rows of the whole tensor lie in few sets of the cache, and the last row's last channels may end the memory: a panel of
        // its own is read faster, and safely.
        private static void CopyPanel(float* value, long stride, int length, int channels, float* panel)
        {
            if (channels == Columns)
            {
                for (int k = 0; k < length; k++, value += stride, panel += Columns)
                {
                    TLanes.Store(TLanes.Load(value), panel);
                    TLanes.Store(TLanes.Load(value + TLanes.Count), panel + TLanes.Count);
                }

                return;
            }

            for (int k = 0; k < length; k++, value += stride, panel += Columns)
            {
                for (int d = 0; d < Columns; d++)
                {
                    panel[d] = d < channels ? value[d] : 0f;
                }
            }
        }

        private static void StoreRow(float* tile, float inverse, int channels, float* output)
        {
            var factor = TLanes.Constant(inverse);
            int d = 0;
            for (; d <= channels - TLanes.Count; d += TLanes.Count)
            {
                TLanes.Store(TLanes.Load(tile + d) * factor, output + d);
            }

            for (; d < channels; d++)
            {
                output[d] = tile[d] * inverse;
            }
        }
    }
}
