using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    private readonly struct HostFactory(ComputeDevice device, GroupedConv1dWeights weights, int heads, bool hasKeyMask)
        : ILanesConsumer<HostSelfAttention>
    {
        public HostSelfAttention Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => Elements.Dispatch<ForLanes<TLanes>, HostSelfAttention>(
                weights.Storage, new ForLanes<TLanes>(device, weights, heads, hasKeyMask));

        private readonly struct ForLanes<TLanes>(ComputeDevice device, GroupedConv1dWeights weights, int heads, bool hasKeyMask)
            : IElementConsumer<HostSelfAttention>
            where TLanes : struct, ILanes<TLanes>
        {
            public HostSelfAttention Use<TBits, TElement>()
                where TBits : unmanaged
                where TElement : struct, IElement<TBits> =>
                new HostSelfAttention<TLanes, TBits, TElement>(device, weights, heads, hasKeyMask);
        }
    }

    // An item is a group of one sentence: its projections stay in the caches until its heads have read them.
    private abstract class HostSelfAttention(ComputeDevice device, GroupedConv1dWeights weights, int heads, bool hasKeyMask) : HostJob
    {
        // With fewer items a thread, one thread may work alone for long.
        private const int LeastItemsOfThread = 2;

        private readonly HostSeparateSelfAttention separate = new(device, weights, heads, hasKeyMask);
        private int[] lengths = [];

        protected GroupedConv1dWeights Weights { get; } = weights;

        protected GroupedConv1dShape Shape { get; } = weights.Shape;

        protected int HeadsOfGroup { get; } = heads / weights.Shape.Groups;

        protected int HeadSize { get; } = weights.Shape.InputChannels / heads;

        protected GroupedSelfAttentionArguments Arguments { get; private set; }

        // Sentences from the shortest to the longest: items go out from the last to the first, so the longest are not left over.
        protected int[] Order { get; private set; } = [];

        // Scratch of a thread: what the products need, the projections [S, 3, C / G], and what attention needs.
        protected long Projections => HostPanels.ScratchLength(Shape, Weights.Storage);

        protected abstract long AttentionScratchLength(int longest);

        protected long Strips(int longest) => Projections + HostPanels.Align(3L * longest * Shape.InputChannelsPerGroup);

        protected long AttentionScratch(int longest) => Strips(longest) + HostPanels.StripsLength(Weights, longest);

        protected long ThreadStride(int longest) => AttentionScratch(longest) + HostPanels.Align(AttentionScratchLength(longest));

        public long ScratchLength(int tokens, int longest) =>
            IsFused(tokens, longest) ? device.Threads.Count * ThreadStride(longest) : separate.ScratchLength(tokens, longest);

        public unsafe void Run(GroupedSelfAttentionArguments arguments)
        {
            if (!IsFused(arguments.T, arguments.S))
            {
                separate.Run(arguments);
                return;
            }

            Sort(HostMemory.Pointer(arguments.SequenceOffsets), arguments.B);
            Arguments = arguments;
            device.Threads.Run(this, checked(arguments.B * Shape.Groups));
        }

        // There are at least T / S sentences.
        private bool IsFused(int tokens, int longest) =>
            device.Threads.Count == 1
            || ((tokens + longest - 1L) / longest) * Shape.Groups >= LeastItemsOfThread * device.Threads.Count;

        private unsafe void Sort(int* offsets, int sentences)
        {
            if (Order.Length < sentences)
            {
                Order = new int[sentences];
                lengths = new int[sentences];
            }

            for (int i = 0; i < sentences; i++)
            {
                Order[i] = i;
                lengths[i] = offsets[i + 1] - offsets[i];
            }

            Array.Sort(lengths, Order, 0, sentences);
        }
    }

    private sealed unsafe class HostSelfAttention<TLanes, TBits, TElement>(
        ComputeDevice device, GroupedConv1dWeights weights, int heads, bool hasKeyMask)
        : HostSelfAttention(device, weights, heads, hasKeyMask)
        where TLanes : struct, ILanes<TLanes>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        private readonly bool hasKeyMask = hasKeyMask;

        protected override long AttentionScratchLength(int longest) => HostAttentionScratch<TLanes>.Length(longest, HeadSize);

        public override void Execute(int item, int worker)
        {
            GroupedSelfAttentionArguments a = Arguments;
            float* scratch = HostMemory.Pointer(a.Scratch) + (worker * ThreadStride(a.S));
            int* offsets = HostMemory.Pointer(a.SequenceOffsets);
            int sentence = Order[item / Shape.Groups];
            int group = item % Shape.Groups;
            int start = offsets[sentence];
            int length = offsets[sentence + 1] - start;
            if (length == 0)
            {
                return;
            }

            Project(a, scratch, start, length, group);

            int width = Shape.InputChannelsPerGroup;
            float* projections = scratch + Projections;
            var attention = new HostAttentionScratch<TLanes>(scratch + AttentionScratch(a.S), 0, a.S, HeadSize);
            for (int h = 0; h < HeadsOfGroup; h++)
            {
                float* query = projections + (h * HeadSize);
                var head = new HostHead
                {
                    Query = query,
                    Key = query + width,
                    Value = query + (2 * width),
                    QueryStride = 3 * width,
                    KeyStride = 3 * width,
                    ValueStride = 3 * width,
                    Mask = hasKeyMask ? HostMemory.Pointer(a.KeyMask) + start : null,
                    Output = HostMemory.Pointer(a.Output.Singles)
                        + ((long)start * Shape.InputChannels) + (group * width) + (h * HeadSize),
                    OutputStride = Shape.InputChannels,
                    Length = length,
                    D = HeadSize,
                    Scale = a.Scale,
                    TakesPairs = Weights.IsPaired,
                };
                HostHeadAttention<TLanes>.Attend(head, attention, 0, length);
            }
        }

        private HostPanel<TBits> Panel(int index, int group)
        {
            int panels = HostPanels.PerBlock(Shape);
            return HostPanels.Get<TBits>(Weights, (index / panels * Shape.Groups) + group, index % panels);
        }

        // projections[t, p] = x[start + t, group] W[p, group]^T + b[p, group] for the three projections p.
        private void Project(in GroupedSelfAttentionArguments a, float* scratch, int start, int length, int group)
        {
            int width = Shape.InputChannelsPerGroup;
            int panels = HostPanels.PerBlock(Shape);
            float* input = HostMemory.Pointer(a.Input.Singles) + ((long)start * Shape.InputChannels) + (group * width);
            var rows = HostRows.Of<TLanes>(Weights, group, input, Shape.InputChannels, length, scratch + Strips(a.S));
            var bias = new AddBias(a.Bias);
            for (int i = 0; i < 3 * panels; i++)
            {
                int projection = i / panels;
                int block = (projection * Shape.Groups) + group;
                HostPanel<TBits> panel = Panel(i, group) with { Next = Panel((i + 1) % (3 * panels), group).Weights };
                HostProduct<TLanes, TBits, TElement, AddBias>.Run(
                    rows,
                    panel,
                    scratch,
                    bias,
                    scratch + Projections + (projection * width) + panel.Channel - (block * width),
                    3 * width,
                    0);
            }
        }
    }
}
