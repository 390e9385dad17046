using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedFeedForward<TActivation>
{
    private readonly struct HostFactory(ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer)
        : ILanesConsumer<HostFeedForward>
    {
        public HostFeedForward Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> =>
            Elements.Dispatch<ForLanes<TLanes>, HostFeedForward>(inner.Storage, new ForLanes<TLanes>(device, inner, outer));

        private readonly struct ForLanes<TLanes>(
            ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer) : IElementConsumer<HostFeedForward>
            where TLanes : struct, ILanes<TLanes>
        {
            public HostFeedForward Use<TBits, TElement>()
                where TBits : unmanaged
                where TElement : struct, IElement<TBits> => new HostFeedForward<TLanes, TBits, TElement>(device, inner, outer);
        }
    }

    // An item is a run of tokens through the first norm, both convolutions of every group, the residual and the second norm: nothing
    // of it leaves the second-level cache. Too few tokens for that, and the threads share the weights instead of the tokens.
    private abstract class HostFeedForward(ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer) : HostJob
    {
        // Every item reads all weights: with fewer tokens a thread, reading them costs more than computing with them.
        private const int LeastTokensOfItem = 24;

        private readonly HostSeparateFeedForward<TActivation> separate = new(device, inner, outer);

        protected GroupedConv1dWeights Inner { get; } = inner;

        protected GroupedConv1dWeights Outer { get; } = outer;

        protected GroupedFeedForwardArguments Arguments { get; private set; }

        protected int TokensOfItem { get; private set; }

        // Scratch of a thread: what the products need, and the wide rows of one group.
        protected long Wide => Math.Max(
            HostPanels.ScratchLength(Inner.Shape, Inner.Storage), HostPanels.ScratchLength(Outer.Shape, Outer.Storage));

        protected long Strips => Wide + HostPanels.Align((long)MostTokens * Outer.Shape.InputChannelsPerGroup);

        protected long ThreadStride =>
            Strips + Math.Max(HostPanels.StripsLength(Inner, MostTokens), HostPanels.StripsLength(Outer, MostTokens));

        private int MostTokens => HostConvolutionPlan.MostRows(Outer.Shape.InputChannelsPerGroup);

        public long ScratchLength(int tokens) => IsFused(tokens) ? device.Threads.Count * ThreadStride : separate.ScratchLength(tokens);

        public void Run(GroupedFeedForwardArguments arguments)
        {
            if (!IsFused(arguments.T))
            {
                separate.Run(arguments);
                return;
            }

            // As many items as fill every thread equally, each a number of rows without waste.
            const int Unit = HostConvolutionPlan.Unit;
            int threads = device.Threads.Count;
            int rounds = (arguments.T + (MostTokens * threads) - 1) / (MostTokens * threads);
            int items = rounds * threads;
            TokensOfItem = (arguments.T + (items * Unit) - 1) / (items * Unit) * Unit;
            Arguments = arguments;
            device.Threads.Run(this, (arguments.T + TokensOfItem - 1) / TokensOfItem);
        }

        private bool IsFused(int tokens) => device.Threads.Count == 1 || tokens >= LeastTokensOfItem * device.Threads.Count;
    }

    private sealed unsafe class HostFeedForward<TLanes, TBits, TElement>(
        ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer) : HostFeedForward(device, inner, outer)
        where TLanes : struct, ILanes<TLanes>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        public override void Execute(int item, int worker)
        {
            GroupedFeedForwardArguments a = Arguments;
            float* scratch = HostMemory.Pointer(a.Scratch) + (worker * ThreadStride);
            int channels = Inner.Shape.InputChannels;
            int row = item * TokensOfItem;
            int rows = Math.Min(TokensOfItem, a.T - row);
            float* input = HostMemory.Pointer(a.Input.Singles) + ((long)row * channels);
            float* output = HostMemory.Pointer(a.Output.Singles) + ((long)row * channels);
            Normalize(input, output, rows, channels, a.InputScale, a.InputShift, a.Epsilon);

            // The output holds h, of which a group's part is not needed any more once its sum is there.
            var first = new Then<AddBias, Activate<TActivation>>(new AddBias(a.InnerBias), default);
            var second = new Then<AddBias, AddResidual>(new AddBias(a.OuterBias), new AddResidual(a.Output.Singles, channels));
            int width = Outer.Shape.InputChannelsPerGroup;
            int narrow = Inner.Shape.InputChannelsPerGroup;
            for (int group = 0; group < Inner.Shape.Groups; group++)
            {
                float* part = output + (group * narrow);
                TBits* outer = HostPanels.Get<TBits>(Outer, group, 0).Weights;
                TBits* inner = HostPanels.Get<TBits>(Inner, (group + 1) % Inner.Shape.Groups, 0).Weights;
                var normalized = HostRows.Of<TLanes>(Inner, group, part, channels, rows, scratch + Strips);
                Multiply(Inner, group, outer, normalized, first, scratch + Wide, width, row, scratch);
                var activated = HostRows.Of<TLanes>(Outer, group, scratch + Wide, width, rows, scratch + Strips);
                Multiply(Outer, group, inner, activated, second, part, channels, row, scratch);
            }

            Normalize(output, output, rows, channels, a.OutputScale, a.OutputShift, a.Epsilon);
        }

        private static void Normalize(
            float* input, float* output, int rows, int channels, ArrayView<float> scales, ArrayView<float> shifts, float epsilon)
        {
            float* scale = HostMemory.Pointer(scales);
            float* shift = HostMemory.Pointer(shifts);
            for (int r = 0; r < rows; r++, input += channels, output += channels)
            {
                HostLayerNormRow<TLanes>.Run(default(Identity), r, input, output, channels, scale, shift, epsilon);
            }
        }

        // Every panel of one group; what is read next is fetched with the last.
        private static void Multiply<TEpilogue>(
            GroupedConv1dWeights weights,
            int group,
            TBits* next,
            HostRows input,
            TEpilogue epilogue,
            float* output,
            long outputStride,
            int row,
            float* scratch)
            where TEpilogue : struct, IEpilogue
        {
            int panels = HostPanels.PerBlock(weights.Shape);
            for (int i = 0; i < panels; i++)
            {
                HostPanel<TBits> panel = HostPanels.Get<TBits>(weights, group, i);
                panel = i == panels - 1 ? panel with { Next = next } : panel;
                HostProduct<TLanes, TBits, TElement, TEpilogue>.Run(
                    input, panel, scratch, epilogue, output + (i * HostPanels.Columns), outputStride, row);
            }
        }
    }
}
