using ILGPU;
using ILGPU.Runtime;
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

    private readonly bool hasKeyMask;
    private readonly AttentionScores scores;
    private readonly HostAttention? host;
    private readonly HostThreads? threads;
    private readonly Action<KernelConfig, AttentionArguments>? kernel;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="hasKeyMask">Whether <see cref="AttentionArguments.KeyMask"/> applies.</param>
    /// <param name="scores">What is written to <see cref="AttentionArguments.ScoresOutput"/>.</param>
    public Attention(ComputeDevice device, bool hasKeyMask, AttentionScores scores)
    {
        ArgumentNullException.ThrowIfNull(device);
        this.hasKeyMask = hasKeyMask;
        this.scores = scores;
        if (device.IsHost)
        {
            threads = device.Threads;
            host = HostVectors.Dispatch<HostFactory, HostAttention>(new HostFactory(hasKeyMask, scores));
        }
        else
        {
            kernel = device.LoadKernel(PickKernel(hasKeyMask, scores));
        }
    }

    /// <summary>The floats that <see cref="AttentionArguments.Scratch"/> needs; 0 on GPUs.</summary>
    /// <param name="longestSequence">S.</param>
    /// <param name="headSize">D.</param>
    public long ScratchLength(int longestSequence, int headSize) =>
        host is null ? 0 : threads!.Count * host.WorkerScratchLength(longestSequence, headSize);

    /// <summary>Attends; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(AttentionArguments arguments)
    {
        Check(arguments);
        if (host is not null)
        {
            host.Run(threads!, arguments);
        }
        else
        {
            int tiles = checked(arguments.B * QueryTiles(arguments.S));
            kernel!(new KernelConfig(new Index2D(tiles, arguments.H), new Index2D(GroupSize, 1)), arguments);
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
        KernelArguments.Exactly(Name, "output", a.Output, (long)a.T * a.H * a.D);
        KernelArguments.Exactly(Name, "sequence offsets", a.SequenceOffsets, a.B + 1L);
        KernelArguments.AtLeast(Name, "scratch", a.Scratch, ScratchLength(a.S, a.D));
        if (hasKeyMask)
        {
            KernelArguments.Exactly(Name, "key mask", a.KeyMask, a.T);
        }

        if (scores != AttentionScores.None)
        {
            KernelArguments.Exactly(Name, "scores output", a.ScoresOutput, (long)a.B * a.H * a.S * a.S);
        }
    }

    private static void CheckRows(string argument, ArrayView<float> view, int stride, in AttentionArguments a)
    {
        long width = (long)a.H * a.D;
        if (stride < width)
        {
            throw new KernelArgumentException($"{Name}: {argument} stride is {stride}, expected at least {width}");
        }

        KernelArguments.AtLeast(Name, argument, view, ((a.T - 1L) * stride) + width);
    }
}
