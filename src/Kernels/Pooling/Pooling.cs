using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// One row for each packed sentence: its first token, or the mean or the maximum over its tokens
/// (Reimers and Gurevych 2019, section 3, https://arxiv.org/abs/1908.10084). A sentence in which no token counts gives zeros.
/// </summary>
public sealed partial class Pooling
{
    private const string Name = "Pooling";

    private readonly ComputeDevice device;
    private readonly bool hasKeyMask;
    private readonly ElementType input;
    private readonly ElementType output;
    private readonly Action<PoolingArguments> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="kind">How tokens become one row.</param>
    /// <param name="hasKeyMask">Whether <see cref="PoolingArguments.KeyMask"/> says which tokens count.</param>
    /// <param name="input">How the input is stored; F32 on the CPU.</param>
    /// <param name="output">How the output is stored; F32 on the CPU.</param>
    /// <exception cref="KernelArgumentException">The CPU is given another format than F32.</exception>
    public Pooling(
        ComputeDevice device,
        PoolingKind kind,
        bool hasKeyMask = false,
        ElementType input = ElementType.F32,
        ElementType output = ElementType.F32)
    {
        ArgumentNullException.ThrowIfNull(device);
        KernelArguments.HostStorage(Name, device, input, output);
        this.device = device;
        this.input = input;
        this.output = output;
        this.hasKeyMask = hasKeyMask;
        launch = kind switch
        {
            PoolingKind.FirstToken => Load<FirstTokenRule>(),
            PoolingKind.Mean => Load<MeanRule>(),
            PoolingKind.Max => Load<MaxRule>(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "FirstToken, Mean or Max expected"),
        };
    }

    /// <summary>Pools each sentence; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">
    /// A view does not have the elements of its shape, or, on the CPU, offsets do not part the T tokens into sentences.
    /// </exception>
    public void Run(PoolingArguments arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Positive(Name, "B", arguments.B);
        KernelArguments.Positive(Name, "C", arguments.C);
        KernelArguments.Exactly(Name, "input", arguments.Input, input, (long)arguments.T * arguments.C);
        KernelArguments.Exactly(Name, "sequence offsets", arguments.SequenceOffsets, arguments.B + 1L);
        KernelArguments.Exactly(Name, "output", arguments.Output, output, (long)arguments.B * arguments.C);
        if (hasKeyMask)
        {
            KernelArguments.Exactly(Name, "key mask", arguments.KeyMask, arguments.T);
        }

        KernelArguments.Offsets(Name, "sequence offsets", device, arguments.SequenceOffsets, arguments.T);
        launch(arguments);
    }

    private Action<PoolingArguments> Load<TRule>()
        where TRule : struct, IPoolingRule
    {
        if (device.IsHost)
        {
            var job = HostVectors.Dispatch<HostFactory<TRule>, HostPooling>(new HostFactory<TRule>(hasKeyMask));
            return arguments => job.Run(device.Threads, arguments);
        }

        return StoredFormats.Dispatch<SimtFactory<TRule>, Action<PoolingArguments>>(
            input, output, new SimtFactory<TRule>(device, hasKeyMask));
    }
}
