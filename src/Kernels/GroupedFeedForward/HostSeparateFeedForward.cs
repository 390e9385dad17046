using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <see cref="GroupedFeedForward{TActivation}"/> on the host when tokens are few: the operators that it stands for, one after the
/// other, with the wide tensor in scratch, so that the threads share the weights.
/// </summary>
/// <typeparam name="TActivation">The activation between the convolutions.</typeparam>
internal sealed class HostSeparateFeedForward<TActivation>(ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer)
    where TActivation : struct, IActivation
{
    private readonly GroupedConv1d<Then<AddBias, Activate<TActivation>>> first = new(device, inner);
    private readonly GroupedConv1d<AddBias> second = new(device, outer);
    private readonly LayerNorm<AddResidual> norm = new(device);
    private readonly int channels = inner.Shape.InputChannels;
    private readonly int width = inner.Shape.OutputChannels;

    /// <summary>Floats of scratch.</summary>
    /// <param name="tokens">T.</param>
    public long ScratchLength(int tokens) => Wide(tokens) + Math.Max(first.ScratchLength, second.ScratchLength);

    /// <summary>Computes every row.</summary>
    /// <param name="a">What to read and write.</param>
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

    private long Wide(int tokens) => HostPanels.Align((long)tokens * width);
}
