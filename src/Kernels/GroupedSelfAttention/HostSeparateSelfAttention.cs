using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// <see cref="GroupedSelfAttention"/> on the host when sentences and groups are too few to keep every thread busy: the operators
/// that it stands for, one after the other, with the projections in scratch.
/// </summary>
internal sealed class HostSeparateSelfAttention(ComputeDevice device, GroupedConv1dWeights weights, int heads, bool hasKeyMask)
{
    private readonly GroupedConv1d<AddBias> projection = new(device, weights);
    private readonly Attention attention =
        new(device, hasKeyMask, AttentionScores.None, ElementType.F32, ElementType.F32, weights.IsPaired);
    private readonly int channels = weights.Shape.InputChannels;

    /// <summary>Floats of scratch.</summary>
    /// <param name="tokens">T.</param>
    /// <param name="longest">S.</param>
    public long ScratchLength(int tokens, int longest) =>
        Projections(tokens) + Math.Max(projection.ScratchLength, attention.ScratchLength(tokens, longest, heads, channels / heads));

    /// <summary>Projects and attends.</summary>
    /// <param name="a">What to read and write.</param>
    public void Run(GroupedSelfAttentionArguments a)
    {
        int width = 3 * channels;
        ArrayView<float> projections = a.Scratch.SubView(0, (long)a.T * width);
        ArrayView<float> scratch = a.Scratch.SubView(Projections(a.T), a.Scratch.Length - Projections(a.T));
        projection.Run(new GroupedConv1dArguments<AddBias>
        {
            Input = a.Input,
            Output = projections,
            Epilogue = new AddBias(a.Bias),
            T = a.T,
            Scratch = scratch,
        });
        attention.Run(new AttentionArguments
        {
            Query = projections,
            Key = projections.SubView(channels, projections.Length - channels),
            Value = projections.SubView(2L * channels, projections.Length - (2L * channels)),
            QueryStride = width,
            KeyStride = width,
            ValueStride = width,
            SequenceOffsets = a.SequenceOffsets,
            KeyMask = a.KeyMask,
            Output = a.Output,
            Scratch = scratch,
            T = a.T,
            B = a.B,
            H = heads,
            D = channels / heads,
            S = a.S,
            Scale = a.Scale,
        });
    }

    private long Projections(int tokens) => HostPanels.Align((long)tokens * 3 * channels);
}
