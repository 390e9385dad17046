using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedFeedForward<TActivation>
{
    // The wide tensor goes through scratch: the operators that it stands for, one after the other.
    private sealed class HostFeedForward(ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer)
    {
        // Floats of a cache line, on which what follows the wide tensor begins.
        private const int Line = HostPanels.Alignment / sizeof(float);

        private readonly GroupedConv1d<Then<AddBias, Activate<TActivation>>> first = new(device, inner);
        private readonly GroupedConv1d<AddBias> second = new(device, outer);
        private readonly LayerNorm<AddResidual> norm = new(device);
        private readonly int channels = inner.Shape.InputChannels;
        private readonly int width = inner.Shape.OutputChannels;

        public long ScratchLength(int tokens) => Wide(tokens) + Math.Max(first.ScratchLength, second.ScratchLength);

        public void Run(GroupedFeedForwardArguments a)
        {
            ArrayView<float> wide = a.Scratch.SubView(0, (long)a.T * width);
            ArrayView<float> scratch = a.Scratch.SubView(Wide(a.T), a.Scratch.Length - Wide(a.T));
            first.Run(new GroupedConv1dArguments<Then<AddBias, Activate<TActivation>>>
            {
                Input = a.Input,
                Output = wide,
                Epilogue = new(new AddBias(a.InnerBias), default),
                T = a.T,
                Scratch = scratch,
            });
            second.Run(new GroupedConv1dArguments<AddBias>
            {
                Input = wide,
                Output = a.Output,
                Epilogue = new AddBias(a.OuterBias),
                T = a.T,
                Scratch = scratch,
            });
            norm.Run(new LayerNormArguments<AddResidual>
            {
                Input = a.Output,
                Prologue = new AddResidual(a.Input, channels),
                Scale = a.Scale,
                Shift = a.Shift,
                Output = a.Output,
                T = a.T,
                C = channels,
                Epsilon = a.Epsilon,
            });
        }

        // [T, I], rounded up to whole cache lines.
        private long Wide(int tokens) => (((long)tokens * width) + Line - 1) / Line * Line;
    }
}
