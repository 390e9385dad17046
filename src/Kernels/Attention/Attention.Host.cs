using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Attention
{
    private readonly struct HostFactory(bool hasKeyMask, AttentionScores scores, bool inPairs) : ILanesConsumer<HostAttention>
    {
        public HostAttention Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new HostAttention<TLanes>(hasKeyMask, scores, inPairs);
    }

    // An item is a run of the blocks of queries of a head: each packs its keys and values.
    private abstract class HostAttention : HostJob
    {
        // So that one thread that was held up does not hold up all.
        private const int ItemsPerThread = 3;

        protected AttentionArguments Arguments { get; private set; }

        // Runs of the longest sentence.
        protected int Runs { get; private set; }

        // Queries of a block.
        protected abstract int QueryBlock { get; }

        public abstract long WorkerScratchLength(int longest, int headSize);

        public void Run(HostThreads threads, in AttentionArguments arguments)
        {
            Arguments = arguments;
            int heads = checked(arguments.B * arguments.H);
            int wanted = threads.Count == 1 ? 1 : Divide(ItemsPerThread * threads.Count, heads);
            Runs = Math.Min(wanted, Divide(arguments.S, QueryBlock));
            threads.Run(this, checked(heads * Runs));
        }

        // Which queries of a sentence belong to a run; none where a sentence has fewer blocks than the longest has runs.
        protected (int Start, int End) Queries(int run, int length)
        {
            int blocks = Divide(length, QueryBlock);
            int start = (int)((long)run * blocks / Runs * QueryBlock);
            int end = (int)((run + 1L) * blocks / Runs * QueryBlock);
            return (start, Math.Min(end, length));
        }

        private static int Divide(int a, int b) => (a + b - 1) / b;
    }

    private sealed unsafe class HostAttention<TLanes>(bool hasKeyMask, AttentionScores flavour, bool inPairs) : HostAttention
        where TLanes : struct, ILanes<TLanes>
    {
        protected override int QueryBlock => HostHeadAttention<TLanes>.Block;

        public override long WorkerScratchLength(int longest, int headSize) =>
            HostAttentionScratch<TLanes>.Length(longest, headSize);

        public override void Execute(int item, int worker)
        {
            AttentionArguments a = Arguments;
            int sentence = item / Runs / a.H;
            int* offsets = HostMemory.Pointer(a.SequenceOffsets);
            int length = offsets[sentence + 1] - offsets[sentence];
            (int start, int end) = Queries(item % Runs, length);
            if (start >= end)
            {
                return;
            }

            var scratch = new HostAttentionScratch<TLanes>(HostMemory.Pointer(a.Scratch), worker, a.S, a.D);
            HostHeadAttention<TLanes>.Attend(Head(a, sentence, offsets[sentence], length, item / Runs % a.H), scratch, start, end);
        }

        private HostHead Head(in AttentionArguments a, int sentence, int start, int length, int head)
        {
            long channel = (long)head * a.D;
            long width = (long)a.H * a.D;
            return new HostHead
            {
                Query = HostMemory.Pointer(a.Query.Singles) + ((long)start * a.QueryStride) + channel,
                Key = HostMemory.Pointer(a.Key.Singles) + ((long)start * a.KeyStride) + channel,
                Value = HostMemory.Pointer(a.Value.Singles) + ((long)start * a.ValueStride) + channel,
                QueryStride = a.QueryStride,
                KeyStride = a.KeyStride,
                ValueStride = a.ValueStride,
                Mask = hasKeyMask ? HostMemory.Pointer(a.KeyMask) + start : null,
                Output = HostMemory.Pointer(a.Output.Singles) + (start * width) + channel,
                OutputStride = width,
                Length = length,
                D = a.D,
                Scale = a.Scale,
                WrittenScores = flavour,
                Written = HostMemory.Pointer(a.ScoresOutput) + ((((long)sentence * a.H) + head) * a.S * a.S),
                WrittenStride = a.S,
                TakesPairs = inPairs,
            };
        }
    }
}
