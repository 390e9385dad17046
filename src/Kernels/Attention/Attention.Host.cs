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
        private const int Rows = HostAttentionTile<TLanes>.Rows;

        private static readonly int Columns = HostAttentionTile<TLanes>.Columns;

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
            Score(a, scratch, start, length, first, count, head);
            float* written = HostMemory.Pointer(a.ScoresOutput)
                + (((((long)sentence * a.H) + head) * a.S) + first) * a.S;
            if (flavour == AttentionScores.Scores)
            {
                Transpose(scratch.Scores, length, count, written, a.S);
            }

            Softmax(scratch, length, count);
            if (flavour == AttentionScores.Probabilities)
            {
                Transpose(scratch.Scores, length, count, written, a.S);
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
                PackQueries(query + ((long)q * a.QueryStride), a, Math.Min(Columns, count - q), scratch.Queries + ((long)q * a.D));
            }

            for (int k = 0; k < length; k += Rows)
            {
                int keys = Math.Min(Rows, length - k);
                float* row = scratch.Scores + ((long)k * Block);
                for (int q = 0; q < count; q += Columns)
                {
                    HostAttentionTile<TLanes>.Scores(
                        key + ((long)k * a.KeyStride), a.KeyStride, keys, scratch.Queries + ((long)q * a.D), a.D, row + q, Block);
                }

                for (int i = 0; hasKeyMask && i < keys; i++)
                {
                    if (mask[k + i] == 0)
                    {
                        Mask(row + (i * Block), count);
                    }
                }
            }
        }

        private static void PackQueries(float* query, in AttentionArguments a, int count, float* panel)
        {
            for (int column = 0; column < Columns; column++)
            {
                float* row = query + ((long)column * a.QueryStride);
                for (int d = 0; d < a.D; d++)
                {
                    panel[(d * Columns) + column] = column < count ? row[d] * a.Scale : 0f;
                }
            }
        }

        private static void Mask(float* row, int count)
        {
            var least = TLanes.Constant(float.MinValue);
            for (int q = 0; q < count; q += TLanes.Count)
            {
                TLanes.Store(TLanes.Max(TLanes.Load(row + q) + least, least), row + q);
            }
        }

        // Down the columns of scores[k, q]; the last panel's extra columns are finite and go along.
        private void Softmax(in HostAttentionScratch scratch, int length, int count)
        {
            var one = TLanes.Constant(1);
            for (int q = 0; q < count; q += TLanes.Count)
            {
                float* column = scratch.Scores + q;
                var largest = TLanes.Load(column);
                for (int k = 1; k < length; k++)
                {
                    largest = TLanes.Max(largest, TLanes.Load(column + ((long)k * Block)));
                }

                var sum = TLanes.Constant(0);
                for (int k = 0; k < length; k++)
                {
                    TLanes weight = TLanes.Exp(TLanes.Load(column + ((long)k * Block)) - largest);
                    TLanes.Store(weight, column + ((long)k * Block));
                    sum += weight;
                }

                TLanes inverse = one / sum;
                TLanes.Store(inverse, scratch.Inverses + q);
                for (int k = 0; flavour == AttentionScores.Probabilities && k < length; k++)
                {
                    TLanes.Store(TLanes.Load(column + ((long)k * Block)) * inverse, column + ((long)k * Block));
                }

                if (flavour == AttentionScores.Probabilities)
                {
                    TLanes.Store(one, scratch.Inverses + q);
                }
            }
        }

        private static void Transpose(float* scores, int length, int count, float* written, int longest)
        {
            for (int q = 0; q < count; q++)
            {
                for (int k = 0; k < length; k++)
                {
                    written[((long)q * longest) + k] = scores[((long)k * Block) + q];
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
                // The last channels of the last row may end the memory: a panel that is not full is copied before it is read.
                int channels = Math.Min(Columns, a.D - d);
                float* panel = value + d;
                long stride = a.ValueStride;
                if (channels < Columns)
                {
                    CopyPanel(panel, stride, length, channels, scratch.Values);
                    panel = scratch.Values;
                    stride = Columns;
                }

                for (int q = 0; q < count; q += Rows)
                {
                    HostAttentionTile<TLanes>.Values(scratch.Scores + q, Block, panel, stride, length, scratch.Tile);
                    for (int row = q; row < Math.Min(count, q + Rows); row++)
                    {
                        StoreRow(scratch.Tile + ((row - q) * Columns), scratch.Inverses[row], channels, output + (row * width) + d);
                    }
                }
            }
        }

        private static void CopyPanel(float* value, long stride, int length, int channels, float* panel)
        {
            for (int k = 0; k < length; k++)
            {
                for (int d = 0; d < Columns; d++)
                {
                    panel[((long)k * Columns) + d] = d < channels ? value[(k * stride) + d] : 0f;
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
