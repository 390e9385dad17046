using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Projection and attention of a group of channels as one problem. In SqueezeBERT (Iandola et al. 2020,
/// https://arxiv.org/abs/2006.11316, table 3) the heads of a group depend on the input channels of that group alone, for each
/// group g: <c>q, k, v = x[:, g] Wq[g]^T + bq[g], x[:, g] Wk[g]^T + bk[g], x[:, g] Wv[g]^T + bv[g]</c>, and for each sentence and
/// head of g: <c>output = softmax over k of (scale * q . k + (mask[k] ? 0 : float.MinValue)) * v</c>, with the meaning of a mask
/// that <see cref="Attention"/> gives it.
/// </summary>
public sealed partial class GroupedSelfAttention
{
    private const string Name = "GroupedSelfAttention";

    private readonly ComputeDevice device;
    private readonly GroupedConv1dShape shape;
    private readonly bool hasKeyMask;
    private readonly ElementType input;
    private readonly ElementType output;
    private readonly int elementSize;
    private readonly Func<int, int, long> scratchLength;
    private readonly Action<GroupedSelfAttentionArguments> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="weights">
    /// [Wq; Wk; Wv], each [C, C / G]: a pointwise convolution of C channels in G groups, repeated three times. Packed for the
    /// same device; must outlive the operator.
    /// </param>
    /// <param name="heads">H, a multiple of G that divides C.</param>
    /// <param name="hasKeyMask">Whether <see cref="GroupedSelfAttentionArguments.KeyMask"/> applies.</param>
    /// <param name="input">How the input is stored: F32, or as the weights are on a GPU.</param>
    /// <param name="output">How the output is stored, likewise.</param>
    /// <exception cref="KernelArgumentException">
    /// The weights are no three projections, the heads do not fit them, or activations are given another format.
    /// </exception>
    public GroupedSelfAttention(
        ComputeDevice device,
        GroupedConv1dWeights weights,
        int heads,
        bool hasKeyMask,
        ElementType input = ElementType.F32,
        ElementType output = ElementType.F32)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(weights);
        this.device = device;
        shape = weights.Shape;
        this.hasKeyMask = hasKeyMask;
        this.input = input;
        this.output = output;
        CheckShape(heads);
        KernelArguments.HostStorage(Name, device, input, output);
        KernelArguments.StorageOf(Name, weights.Storage, input, output);
        if (device.IsHost)
        {
            HostSelfAttention host = HostVectors.Dispatch<HostFactory, HostSelfAttention>(
                new HostFactory(device, weights, heads, hasKeyMask));
            scratchLength = host.ScratchLength;
            launch = host.Run;
        }
        else if (UsesTensorCores(device, weights, heads))
        {
            // Projections as weights are stored, where they are a launch of their own.
            RunsOnTensorCores = true;
            elementSize = Elements.SizeOf(weights.Storage);
            scratchLength = (tokens, longest) => RunsAsOneLaunch(longest) ? 0 : ProjectedLength(shape, elementSize, tokens);
            launch = hasKeyMask
                ? TensorFormats.Dispatch<TensorFactory<WithKeyMask>, Action<GroupedSelfAttentionArguments>>(
                    weights.Storage, input, output, new(device, weights, heads))
                : TensorFormats.Dispatch<TensorFactory<NoKeyMask>, Action<GroupedSelfAttentionArguments>>(
                    weights.Storage, input, output, new(device, weights, heads));
        }
        else
        {
            scratchLength = (tokens, _) => 2 * FoldedLength(shape, heads, tokens);
            launch = Elements.Dispatch<SimtFactory, Action<GroupedSelfAttentionArguments>>(
                weights.Storage, new SimtFactory(device, weights, heads, hasKeyMask, input, output));
        }
    }

    /// <summary>The floats that <see cref="GroupedSelfAttentionArguments.Scratch"/> needs.</summary>
    /// <param name="tokens">T.</param>
    /// <param name="longestSequence">S.</param>
    public long ScratchLength(int tokens, int longestSequence) => scratchLength(tokens, longestSequence);

    /// <summary>Whether the products run on tensor cores.</summary>
    internal bool RunsOnTensorCores { get; }

    /// <summary>Whether one launch of a GPU does all.</summary>
    /// <param name="longestSequence">S.</param>
    internal bool RunsAsOneLaunch(int longestSequence) => !RunsOnTensorCores || FitsOneTensorLaunch(shape, longestSequence);

    /// <summary>
    /// Bytes that one launch leaves in device memory for the next, written and read: projections as weights are stored. What one launch
    /// writes and reads again stays in the caches.
    /// </summary>
    /// <param name="tokens">T.</param>
    /// <param name="longestSequence">S.</param>
    internal long BytesBetweenLaunches(int tokens, int longestSequence) =>
        RunsAsOneLaunch(longestSequence) ? 0 : 2L * elementSize * tokens * shape.OutputChannels;

    /// <summary>Projects and attends; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">
    /// A view does not have the elements of its shape, or, on the CPU, offsets do not part the T tokens into sentences
    /// of at most S.
    /// </exception>
    public void Run(GroupedSelfAttentionArguments arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Positive(Name, "B", arguments.B);
        KernelArguments.Positive(Name, "S", arguments.S);
        KernelArguments.Exactly(Name, "input", arguments.Input, input, (long)arguments.T * shape.InputChannels);
        KernelArguments.Exactly(Name, "bias", arguments.Bias, shape.OutputChannels);
        KernelArguments.Exactly(Name, "output", arguments.Output, output, (long)arguments.T * shape.InputChannels);
        KernelArguments.Exactly(Name, "sequence offsets", arguments.SequenceOffsets, arguments.B + 1L);
        KernelArguments.AtLeast(Name, "scratch", arguments.Scratch, ScratchLength(arguments.T, arguments.S));
        if (hasKeyMask)
        {
            KernelArguments.Exactly(Name, "key mask", arguments.KeyMask, arguments.T);
        }

        KernelArguments.Offsets(Name, "sequence offsets", device, arguments.SequenceOffsets, arguments.T, arguments.S);
        launch(arguments);
    }

    private void CheckShape(int heads)
    {
        if (!shape.IsPointwise || shape.Repeats != 3 || shape.OutputChannels != 3L * shape.InputChannels)
        {
            throw new KernelArgumentException($"{Name}: weights are {shape}, expected three pointwise projections of C to C channels");
        }

        KernelArguments.Positive(Name, "H", heads);
        if (heads % shape.Groups != 0 || shape.InputChannels % heads != 0)
        {
            throw new KernelArgumentException(
                $"{Name}: H is {heads}, expected a multiple of {shape.Groups} groups that divides {shape.InputChannels} channels");
        }
    }
}
