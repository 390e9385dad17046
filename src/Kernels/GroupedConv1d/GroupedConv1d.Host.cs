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
            Scratch = new HostConvolutionScratch(weights, threads.Count);
        }

        public long ScratchLength => Scratch.Length;

        protected GroupedConv1dWeights Weights { get; }

        protected HostConvolutionScratch Scratch { get; }

        protected HostConvolutionPlan Plan { get; private set; }

        protected GroupedConv1dArguments<TEpilogue> Arguments { get; private set; }

        public void Run(GroupedConv1dArguments<TEpilogue> arguments)
        {
            Arguments = arguments;
            Plan = new HostConvolutionPlan(Weights.Shape, arguments.T, threads.Count, Weights.IsPaired);
            threads.Run(this, Plan.Items);
        }
    }

    private sealed unsafe class HostConvolution<TLanes, TBits, TElement>(ComputeDevice device, GroupedConv1dWeights weights)
        : HostConvolution(device, weights)
        where TLanes : struct, ILanes<TLanes>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        public override void Execute(int item, int worker)
        {
            GroupedConv1dArguments<TEpilogue> a = Arguments;
            GroupedConv1dShape shape = Weights.Shape;
            float* scratch = HostMemory.Pointer(a.Scratch) + (worker * Scratch.Stride);
            float* output = HostMemory.Pointer(a.Output.Singles);
            (int row, int endRow) = Plan.RowsOf(item);
            (int panel, int endPanel) = Plan.PanelsOf(item);
            int rows = endRow - row;

            // Panels are counted by group, then repeat: those that read the same rows follow one another.
            int perBlock = HostPanels.PerBlock(shape);
            int perGroup = perBlock * shape.Repeats;
            HostRows input = default;
            for (int ready = -1; panel < endPanel; panel++)
            {
                int group = panel / perGroup;
                if (group != ready)
                {
                    float* found = Find(a, shape, group, row, rows, scratch + Scratch.Gathered, out long stride);
                    input = HostRows.Of<TLanes>(Weights, group, found, stride, rows, scratch + Scratch.Strips);
                    ready = group;
                }

                int block = (panel % perGroup / perBlock * shape.Groups) + group;
                HostPanel<TBits> weights = HostPanels.Get<TBits>(Weights, block, panel % perBlock);
                HostProduct<TLanes, TBits, TElement, TEpilogue>.Run(
                    input,
                    weights,
                    scratch,
                    a.Epilogue,
                    output + ((long)row * shape.OutputChannels) + weights.Channel,
                    shape.OutputChannels,
                    row);
            }
        }

        // What the rows read: where it lies if the convolution is pointwise, else gathered.
        private static float* Find(
            in GroupedConv1dArguments<TEpilogue> a,
            GroupedConv1dShape shape,
            int group,
            int row,
            int rows,
            float* gathered,
            out long stride)
        {
            float* input = HostMemory.Pointer(a.Input.Singles) + (group * shape.InputChannelsPerGroup);
            if (shape.IsPointwise)
            {
                stride = shape.InputChannels;
                return input + (row * stride);
            }

            int* inputOffsets = HostMemory.Pointer(a.InputOffsets);
            int* outputOffsets = HostMemory.Pointer(a.OutputOffsets);
            HostConvolutionRows.Gather(shape, input, inputOffsets, outputOffsets, a.B, row, rows, gathered);
            stride = shape.Depth;
            return gathered;
        }
    }
}
