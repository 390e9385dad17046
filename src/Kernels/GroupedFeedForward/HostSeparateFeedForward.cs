using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <see cref="GroupedFeedForward{TActivation}"/> on the host when tokens are few: the operators that it stands for, one after the
/// other, with the wide tensor in scratch, so that the threads share the weights. The output holds h until its sum is there.
/// </summary>
/// <typeparam name="TActivation">The activation between the convolutions.</typeparam>
internal sealed class HostSeparateFeedForward<TActivation>(ComputeDevice device, GroupedConv1dWeights inner, GroupedConv1dWeights outer)
    where TActivation : struct, IActivation
{
    private readonly GroupedConv1d<Then<AddBias, Activate<TActivation>>> first = new(device, inner);
    private readonly GroupedConv1d<Then<AddBias, AddResidual>> second = new(device, outer);
    private readonly LayerNorm<Identity> norm = new(device);
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
        Normalize(a.Input, a.InputScale, a.InputShift, a);
        first.Run(new GroupedConv1dArguments<Then<AddBias, Activate<TActivation>>>
        {
            Input = a.Output,
            Output = wide,
            Epilogue = new(new AddBias(a.InnerBias), default),
            T = a.T,
            Scratch = scratch,
        });
        second.Run(new GroupedConv1dArguments<Then<AddBias, AddResidual>>
        {
            Input = wide,
            Output = a.Output,
            Epilogue = new(new AddBias(a.OuterBias), new AddResidual(a.Output.Singles, channels)),
            T = a.T,
            Scratch = scratch,
        });
        Normalize(a.Output, a.OutputScale, a.OutputShift, a);
    }

    private void Normalize(
        ActivationView input, ArrayView<float> scale, ArrayView<float> shift, in GroupedFeedForwardArguments a) =>
        norm.Run(new LayerNormArguments<Identity>
        {
            Input = input,
            Scale = scale,
            Shift = shift,
            Output = a.Output,
            T = a.T,
            C = channels,
            Epsilon = a.Epsilon,
        });

    private long Wide(int tokens) => HostPanels.Align((long)tokens * width);
}
