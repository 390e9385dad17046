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

        // Queries of one item.
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
        protected override int QueryBlock => HostHeadAttention<TLanes>.Block;

        public override long WorkerScratchLength(int longest, int headSize) =>
            HostHeadAttention<TLanes>.ScratchLength(longest, headSize);

        public override void Execute(int item, int worker)
        {
            AttentionArguments a = Arguments;
            int blocks = (a.S + QueryBlock - 1) / QueryBlock;
            int sentence = item / blocks / a.H;
            int head = item / blocks % a.H;
            int* offsets = HostMemory.Pointer(a.SequenceOffsets);
            int start = offsets[sentence];
            int length = offsets[sentence + 1] - start;
            int first = item % blocks * QueryBlock;
            if (first >= length)
            {
                return;
            }

            HostHead one = Head(a, start, length, head);
            HostAttentionScratch scratch =
                HostHeadAttention<TLanes>.Scratch(HostMemory.Pointer(a.Scratch), worker, a.S, a.D);
            int count = Math.Min(QueryBlock, length - first);
            float* written = HostMemory.Pointer(a.ScoresOutput)
                + ((((((long)sentence * a.H) + head) * a.S) + first) * a.S);
            HostHeadAttention<TLanes>.Score(one, scratch, first, count);
            if (flavour == AttentionScores.Scores)
            {
                HostAttentionColumns<TLanes>.Write(scratch.Scores, QueryBlock, length, count, null, written, a.S);
            }

            HostHeadAttention<TLanes>.Exponentiate(one, scratch, count);
            if (flavour == AttentionScores.Probabilities)
            {
                HostAttentionColumns<TLanes>.Write(scratch.Scores, QueryBlock, length, count, scratch.Inverses, written, a.S);
            }

            HostHeadAttention<TLanes>.Mix(one, scratch, first, count);
        }

        private HostHead Head(in AttentionArguments a, int start, int length, int head)
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
            };
        }
    }
}
