using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedConv1d<TEpilogue>
{
    private readonly struct HostFactory(ComputeDevice device, GroupedConv1dWeights weights) : ILanesConsumer<HostConvolution>
    {
        public HostConvolution Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> =>
            Elements.Dispatch<ForLanes<TLanes>, HostConvolution>(weights.Storage, new ForLanes<TLanes>(device, weights));

        private readonly struct ForLanes<TLanes>(ComputeDevice device, GroupedConv1dWeights weights)
            : IElementConsumer<HostConvolution>
            where TLanes : struct, ILanes<TLanes>
        {
            public HostConvolution Use<TBits, TElement>()
                where TBits : unmanaged
                where TElement : struct, IElement<TBits> => new HostConvolution<TLanes, TBits, TElement>(device, weights);
        }
    }

    private abstract class HostConvolution : HostJob
    {
        private readonly HostThreads threads;

        protected HostConvolution(ComputeDevice device, GroupedConv1dWeights weights)
        {
            threads = device.Threads;
            Weights = weights;
            Scratch = new HostConvolutionScratch(weights.Shape, weights.Storage, threads.Count);
        }

        public long ScratchLength => Scratch.Length;

        protected GroupedConv1dWeights Weights { get; }

        protected HostConvolutionScratch Scratch { get; }

        protected HostConvolutionPlan Plan { get; private set; }

        protected GroupedConv1dArguments<TEpilogue> Arguments { get; private set; }

        public void Run(GroupedConv1dArguments<TEpilogue> arguments)
        {
            Arguments = arguments;
            Plan = new HostConvolutionPlan(Weights.Shape, arguments.T, threads.Count, Scratch.MostStrips);
            threads.Run(this, Plan.Items);
        }
    }

    private sealed unsafe class HostConvolution<TLanes, TBits, TElement>(ComputeDevice device, GroupedConv1dWeights weights)
        : HostConvolution(device, weights)
        where TLanes : struct, ILanes<TLanes>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        // Products that are summed in one go: a panel's slice (16 KiB of AVX2) stays in the first-level cache for all strips.
        private const int Slice = 256;

        public override void Execute(int item, int worker)
        {
            GroupedConv1dArguments<TEpilogue> a = Arguments;
            float* scratch = HostMemory.Pointer(a.Scratch);
            scratch += (HostPanels.Padding(scratch) / sizeof(float)) + (worker * Scratch.Stride);
            TBits* panels = HostMemory.Pointer(Weights.View<TBits>());
            GroupedConv1dShape shape = Weights.Shape;
            int perBlock = HostPanels.PerBlock(shape);
            int perGroup = perBlock * shape.Repeats;
            (int firstStrip, int endStrip) = Plan.StripsOf(item);
            (int panel, int endPanel) = Plan.PanelsOf(item);

            // Panels are counted by group, then repeat: those that read the same strips follow one another.
            for (int packed = -1; panel < endPanel; panel++)
            {
                int group = panel / perGroup;
                if (group != packed)
                {
                    PackStrips(a, shape, group, firstStrip, endStrip, scratch);
                    packed = group;
                }

                int block = (panel % perGroup / perBlock * shape.Groups) + group;
                int column = panel % perBlock * HostPanels.Columns;
                TBits* stored = panels + (((long)block * perBlock) + (panel % perBlock)) * shape.Depth * HostPanels.Columns;
                float* floats = HostWidening<TBits, TElement>.Widen(
                    stored, (long)shape.Depth * HostPanels.Columns, scratch + Scratch.Widened);
                int columns = Math.Min(HostPanels.Columns, shape.OutputChannelsPerBlock - column);
                int channel = (block * shape.OutputChannelsPerBlock) + column;
                Multiply(a, shape, firstStrip, endStrip, scratch, floats, channel, columns);
            }
        }

        private static void PackStrips(
            in GroupedConv1dArguments<TEpilogue> a, GroupedConv1dShape shape, int group, int first, int end, float* strip)
        {
            float* input = HostMemory.Pointer(a.Input) + (group * shape.InputChannelsPerGroup);
            for (int i = first; i < end; i++, strip += HostGemm<TLanes>.Rows * (long)shape.Depth)
            {
                int row = i * HostGemm<TLanes>.Rows;
                int rows = Math.Min(HostGemm<TLanes>.Rows, a.T - row);
                if (shape.IsPointwise)
                {
                    HostGemm<TLanes>.PackStrip(
                        input + ((long)row * shape.InputChannels), shape.InputChannels, rows, shape.Depth, strip);
                }
                else
                {
                    HostConvolutionStrips.Pack(
                        shape,
                        input,
                        HostMemory.Pointer(a.InputOffsets),
                        HostMemory.Pointer(a.OutputOffsets),
                        a.B,
                        row,
                        rows,
                        strip);
                }
            }
        }

        // All strips times one panel, a slice of the depth at a time; the last slice stores.
        private void Multiply(
            in GroupedConv1dArguments<TEpilogue> a,
            GroupedConv1dShape shape,
            int firstStrip,
            int endStrip,
            float* strips,
            float* panel,
            int channel,
            int columns)
        {
            float* accumulators = strips + Scratch.Accumulators;
            float* output = HostMemory.Pointer(a.Output) + channel;
            for (int start = 0; start < shape.Depth; start += Slice)
            {
                int depth = Math.Min(Slice, shape.Depth - start);
                float* strip = strips + (start * HostGemm<TLanes>.Rows);
                float* tile = accumulators;
                for (int i = firstStrip; i < endStrip; i++)
                {
                    HostGemm<TLanes>.Tile(strip, panel, HostGemm<TLanes>.Columns, depth, tile, start > 0);
                    if (start + depth == shape.Depth)
                    {
                        int row = i * HostGemm<TLanes>.Rows;
                        int end = Math.Min(row + HostGemm<TLanes>.Rows, a.T);
                        Store(a.Epilogue, tile, output, shape.OutputChannels, row, end, channel, columns);
                    }

                    strip += HostGemm<TLanes>.Rows * (long)shape.Depth;
                    tile += HostGemm<TLanes>.Rows * HostGemm<TLanes>.Columns;
                }

                panel += (long)depth * HostGemm<TLanes>.Columns;
            }
        }

        // The epilogue comes by value: read from the arguments for each row, it would be copied each time.
        private static void Store(
            TEpilogue epilogue, float* tile, float* output, int stride, int row, int end, int channel, int columns)
        {
            for (; row < end; row++, tile += HostGemm<TLanes>.Columns)
            {
                HostEpilogue<TLanes, TEpilogue>.Apply(
                    epilogue, tile, output + ((long)row * stride), row, channel, columns);
            }
        }
    }
}
