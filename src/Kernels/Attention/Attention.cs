using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Scaled dot-product attention of several heads over packed sentences of different lengths (Vaswani et al. 2017, equation 1,
/// https://arxiv.org/abs/1706.03762), for each sentence and head:
/// <c>score[q, k] = scale * query[q] . key[k] + (mask[k] ? 0 : float.MinValue); output = softmax over k of (score) * value</c>.
/// A masked key's score is about -3.4e38 and never infinite, as in Hugging Face's modeling_squeezebert.py: a row whose keys are
/// all masked becomes the mean of the sentence's values.
/// </summary>
public sealed partial class Attention
{
    private const string Name = "Attention";

    private readonly ComputeDevice device;
    private readonly bool hasKeyMask;
    private readonly AttentionScores scores;
    private readonly HostAttention? host;
    private readonly HostThreads? threads;
    private readonly ElementType input;
    private readonly ElementType output;
    private readonly Action<AttentionArguments>? launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="hasKeyMask">Whether <see cref="AttentionArguments.KeyMask"/> applies.</param>
    /// <param name="scores">What is written to <see cref="AttentionArguments.ScoresOutput"/>, as float32.</param>
    /// <param name="input">How queries, keys and values are stored; F32 on the CPU.</param>
    /// <param name="output">How the output is stored; F32 on the CPU.</param>
    /// <exception cref="KernelArgumentException">The CPU is given another format than F32.</exception>
    public Attention(
        ComputeDevice device,
        bool hasKeyMask,
        AttentionScores scores,
        ElementType input = ElementType.F32,
        ElementType output = ElementType.F32)
        : this(device, hasKeyMask, scores, input, output, HostSimd.AddsWhileMultiplying)
    {
    }

    /// <summary>The same, and the caller decides whether a host multiplies in pairs.</summary>
    internal Attention(
        ComputeDevice device,
        bool hasKeyMask,
        AttentionScores scores,
        ElementType input,
        ElementType output,
        bool inPairs)
    {
        ArgumentNullException.ThrowIfNull(device);
        KernelArguments.HostStorage(Name, device, input, output);
        this.device = device;
        this.input = input;
        this.output = output;
        this.hasKeyMask = hasKeyMask;
        this.scores = scores;
        if (device.IsHost)
        {
            threads = device.Threads;
            host = HostVectors.Dispatch<HostFactory, HostAttention>(new HostFactory(hasKeyMask, scores, inPairs));
        }
        else
        {
            launch = StoredFormats.Dispatch<SimtFactory, Action<AttentionArguments>>(
                input, output, new SimtFactory(device, hasKeyMask, scores));
        }
    }

    /// <summary>The floats that <see cref="AttentionArguments.Scratch"/> needs.</summary>
    /// <param name="tokens">T.</param>
    /// <param name="longestSequence">S.</param>
    /// <param name="heads">H.</param>
    /// <param name="headSize">D.</param>
    public long ScratchLength(int tokens, int longestSequence, int heads, int headSize)
    {
        if (host is not null)
        {
            return threads!.Count * host.WorkerScratchLength(longestSequence, headSize);
        }

        return SumsApart(output, longestSequence) ? (long)tokens * heads * headSize : 0;
    }

    /// <summary>Attends; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">
    /// A view does not have the elements of its shape, or, on the CPU, offsets do not part the T tokens into sentences
    /// of at most S.
    /// </exception>
    public void Run(AttentionArguments arguments)
    {
        Check(arguments);
        if (host is not null)
        {
            host.Run(threads!, arguments);
        }
        else
        {
            launch!(arguments);
        }
    }

    private void Check(in AttentionArguments a)
    {
        KernelArguments.Positive(Name, "T", a.T);
        KernelArguments.Positive(Name, "B", a.B);
        KernelArguments.Positive(Name, "H", a.H);
        KernelArguments.Positive(Name, "D", a.D);
        KernelArguments.Positive(Name, "S", a.S);
        CheckRows("query", a.Query, a.QueryStride, a);
        CheckRows("key", a.Key, a.KeyStride, a);
        CheckRows("value", a.Value, a.ValueStride, a);
        KernelArguments.Exactly(Name, "output", a.Output, output, (long)a.T * a.H * a.D);
        KernelArguments.Exactly(Name, "sequence offsets", a.SequenceOffsets, a.B + 1L);
        KernelArguments.AtLeast(Name, "scratch", a.Scratch, ScratchLength(a.T, a.S, a.H, a.D));
        if (hasKeyMask)
        {
            KernelArguments.Exactly(Name, "key mask", a.KeyMask, a.T);
        }

        if (scores != AttentionScores.None)
        {
            KernelArguments.Exactly(Name, "scores output", a.ScoresOutput, (long)a.B * a.H * a.S * a.S);
        }

        KernelArguments.Offsets(Name, "sequence offsets", device, a.SequenceOffsets, a.T, a.S);
    }

    private void CheckRows(string argument, ActivationView view, int stride, in AttentionArguments a)
    {
        long width = (long)a.H * a.D;
        if (stride < width)
        {
            throw new KernelArgumentException($"{Name}: {argument} stride is {stride}, expected at least {width}");
        }

        KernelArguments.Stored(Name, argument, view, input);
        KernelArguments.AtLeast(Name, argument, view, ((a.T - 1L) * stride) + width);
    }
}
