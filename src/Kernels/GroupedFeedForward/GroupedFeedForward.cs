using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The feed-forward half of a SqueezeBERT layer, with the layer norm before it, as one problem (Iandola et al. 2020,
/// https://arxiv.org/abs/2006.11316, table 3). What group g of the first convolution makes is exactly what group g of the second
/// reads: <c>h = layernorm(x); y[:, g] = activation(h[:, g] W1[g]^T + b1[g]) W2[g]^T + b2[g]; output = layernorm(h + y)</c>, so
/// that h and the wide tensor between the two exist a tile of tokens at a time only. Sums and moments are float32.
/// </summary>
/// <typeparam name="TActivation">The activation between the convolutions.</typeparam>
public sealed partial class GroupedFeedForward<TActivation>
    where TActivation : struct, IActivation
{
    private const string Name = "GroupedFeedForward";

    private readonly GroupedConv1dShape inner;
    private readonly GroupedConv1dShape outer;
    private readonly ElementType input;
    private readonly ElementType output;
    private readonly bool isHost;
    private readonly Func<int, long> scratchLength;
    private readonly Func<int, int> parts;
    private readonly Action<GroupedFeedForwardArguments> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="inner">
    /// W1, [I, C / G]: a pointwise convolution of C to I channels in G groups. Packed for the same device; must outlive the operator.
    /// </param>
    /// <param name="outer">W2, [C, I / G]: a pointwise convolution of I to C channels in G groups, stored as W1 is. Likewise.</param>
    /// <param name="input">How the input is stored: F32, or as the weights are on a GPU.</param>
    /// <param name="output">How the output is stored, likewise.</param>
    /// <exception cref="KernelArgumentException">
    /// The weights do not follow on each other, or activations are given another format.
    /// </exception>
    public GroupedFeedForward(
        ComputeDevice device,
        GroupedConv1dWeights inner,
        GroupedConv1dWeights outer,
        ElementType input = ElementType.F32,
        ElementType output = ElementType.F32)
        : this(device, inner, outer, input, output, null)
    {
    }

    /// <summary>Likewise, with so many parts of the wide channels on a GPU, if there are as many.</summary>
    internal GroupedFeedForward(
        ComputeDevice device,
        GroupedConv1dWeights inner,
        GroupedConv1dWeights outer,
        ElementType input,
        ElementType output,
        int? wantedParts)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(outer);
        this.inner = inner.Shape;
        this.outer = outer.Shape;
        this.input = input;
        this.output = output;
        isHost = device.IsHost;
        CheckShapes();
        if (inner.Storage != outer.Storage)
        {
            throw new KernelArgumentException($"{Name}: outer weights are {outer.Storage}, expected {inner.Storage} as the inner ones");
        }

        KernelArguments.HostStorage(Name, device, input, output);
        KernelArguments.StorageOf(Name, inner.Storage, input, output);
        if (device.IsHost)
        {
            HostFeedForward host = HostVectors.Dispatch<HostFactory, HostFeedForward>(new HostFactory(device, inner, outer));
            parts = _ => 1;
            scratchLength = host.ScratchLength;
            launch = host.Run;
            return;
        }

        RunsOnTensorCores = UsesTensorCores(device, inner);
        FeedForwardSplit split = RunsOnTensorCores ? TensorSplit(device, inner) : SimtSplit(device, inner);
        Launch products = RunsOnTensorCores
            ? TensorFormats.Dispatch<TensorFactory, Launch>(
                inner.Storage, input, ElementType.F32, new TensorFactory(device, inner, outer, split))
            : Elements.Dispatch<SimtFactory, Launch>(inner.Storage, new SimtFactory(device, inner, outer, split, input));
        Launch norm = Elements.Dispatch<NormFactory, Launch>(output, new NormFactory(device, inner.Shape.InputChannels));
        parts = tokens => wantedParts is { } wanted ? split.Parts(wanted) : split.PartsFor(tokens);
        scratchLength = tokens => SumsApart(tokens) ? (long)parts(tokens) * tokens * this.inner.InputChannels : 0;
        launch = a =>
        {
            ArrayView<float> sums = SumsApart(a.T) ? a.Scratch.SubView(0, ScratchLength(a.T)) : a.Output.Singles;
            products(a, sums, parts(a.T));
            norm(a, sums, parts(a.T));
        };
    }

    // What launches a kernel: arguments, [P, T, C] sums before the second norm, and P.
    private delegate void Launch(GroupedFeedForwardArguments arguments, ArrayView<float> sums, int parts);

    /// <summary>The floats that <see cref="GroupedFeedForwardArguments.Scratch"/> needs.</summary>
    /// <param name="tokens">T.</param>
    public long ScratchLength(int tokens) => scratchLength(tokens);

    /// <summary>Whether the products run on tensor cores.</summary>
    internal bool RunsOnTensorCores { get; }

    /// <summary>Computes every row; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(GroupedFeedForwardArguments arguments)
    {
        int channels = inner.InputChannels;
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Exactly(Name, "input", arguments.Input, input, (long)arguments.T * channels);
        KernelArguments.Exactly(Name, "input scale", arguments.InputScale, channels);
        KernelArguments.Exactly(Name, "input shift", arguments.InputShift, channels);
        KernelArguments.Exactly(Name, "inner bias", arguments.InnerBias, inner.OutputChannels);
        KernelArguments.Exactly(Name, "outer bias", arguments.OuterBias, channels);
        KernelArguments.Exactly(Name, "output scale", arguments.OutputScale, channels);
        KernelArguments.Exactly(Name, "output shift", arguments.OutputShift, channels);
        KernelArguments.Exactly(Name, "output", arguments.Output, output, (long)arguments.T * channels);
        KernelArguments.AtLeast(Name, "scratch", arguments.Scratch, ScratchLength(arguments.T));
        launch(arguments);
    }

    /// <summary>
    /// Bytes that one launch leaves in device memory for the next, written and read: what the second norm adds up and normalises.
    /// None on the host, where a run of rows stays in the caches.
    /// </summary>
    /// <param name="tokens">T.</param>
    internal long BytesBetweenLaunches(int tokens) =>
        isHost ? 0 : 2L * sizeof(float) * parts(tokens) * tokens * inner.InputChannels;

    // Whether the output cannot hold what is to be normalised.
    private bool SumsApart(int tokens) => output != ElementType.F32 || parts(tokens) > 1;

    private void CheckShapes()
    {
        var expected = new GroupedConv1dShape(inner.InputChannels, inner.OutputChannels, inner.Groups);
        if (inner != expected)
        {
            throw new KernelArgumentException($"{Name}: inner weights are {inner}, expected {expected}");
        }

        expected = new GroupedConv1dShape(inner.OutputChannels, inner.InputChannels, inner.Groups);
        if (outer != expected)
        {
            throw new KernelArgumentException($"{Name}: outer weights are {outer}, expected {expected}");
        }
    }
}
