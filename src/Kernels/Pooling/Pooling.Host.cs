using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Pooling
{
    private readonly struct HostFactory<TRule>(bool hasKeyMask) : ILanesConsumer<HostPooling>
        where TRule : struct, IPoolingRule
    {
        public HostPooling Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new HostPooling<TRule, TLanes>(hasKeyMask);
    }

    private abstract class HostPooling : HostJob
    {
        // Channels of one item: few sentences still keep several threads busy.
        protected const int ChannelsPerItem = 128;

        protected PoolingArguments Arguments { get; private set; }

        public void Run(HostThreads threads, in PoolingArguments arguments)
        {
            Arguments = arguments;
            threads.Run(this, checked(arguments.B * ChannelBlocks(arguments.C)));
        }

        protected static int ChannelBlocks(int channels) => (channels + ChannelsPerItem - 1) / ChannelsPerItem;
    }

    private sealed unsafe class HostPooling<TRule, TLanes>(bool hasKeyMask) : HostPooling
        where TRule : struct, IPoolingRule
        where TLanes : struct, ILanes<TLanes>
    {
        public override void Execute(int item, int worker)
        {
            PoolingArguments a = Arguments;
            int blocks = ChannelBlocks(a.C);
            int sentence = item / blocks;
            int first = item % blocks * ChannelsPerItem;
            int end = Math.Min(a.C, first + ChannelsPerItem);
            float* output = HostMemory.Pointer(a.Output.Singles) + ((long)sentence * a.C);
            int c = first;
            for (; c <= end - TLanes.Count; c += TLanes.Count)
            {
                TLanes.Store(Pool<TLanes>(a, sentence, c), output + c);
            }

            for (; c < end; c++)
            {
                LanesScalar.Store(Pool<LanesScalar>(a, sentence, c), output + c);
            }
        }

        // Channels c and the lanes that follow, over the sentence's tokens.
        private T Pool<T>(in PoolingArguments a, int sentence, int c)
            where T : struct, ILanes<T>
        {
            int* offsets = HostMemory.Pointer(a.SequenceOffsets);
            int* mask = HostMemory.Pointer(a.KeyMask);
            float* input = HostMemory.Pointer(a.Input.Singles) + c;
            int end = TRule.FirstOnly ? Math.Min(offsets[sentence] + 1, offsets[sentence + 1]) : offsets[sentence + 1];
            var pooled = T.Constant(0);
            int count = 0;
            for (int token = offsets[sentence]; token < end; token++)
            {
                if (TRule.FirstOnly || !hasKeyMask || mask[token] != 0)
                {
                    T x = T.Load(input + ((long)token * a.C));
                    pooled = count == 0 ? x : TRule.Combine(pooled, x);
                    count++;
                }
            }

            return count == 0 ? pooled : TRule.Finish(pooled, T.Constant(count));
        }
    }
}
