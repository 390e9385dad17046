using BenchmarkDotNet.Attributes;
using ILGPU;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>The attention of a SqueezeBERT-base layer: twelve heads of 64 over one sentence; projections side by side.</summary>
public class AttentionBenchmark : DeviceBenchmark
{
    private const int Heads = 12;
    private const int HeadSize = 64;
    private const int Channels = Heads * HeadSize;

    private Attention? kernel;
    private AttentionArguments arguments;

    /// <summary>The sentence's length.</summary>
    [Params(16, 128, 512)]
    public int Tokens { get; set; }

    /// <inheritdoc/>
    public override Work Work => new(4L * Tokens * Tokens * Channels, 4L * Tokens * Channels * sizeof(float));

    /// <summary>One launch, until it is done.</summary>
    [Benchmark]
    public void Run()
    {
        kernel!.Run(arguments);
        Device.Synchronize();
    }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        kernel = new Attention(Device, hasKeyMask: false, AttentionScores.None);
        ArrayView<float> projections = Tensor(3L * Tokens * Channels);
        arguments = new AttentionArguments
        {
            Query = projections,
            Key = projections.SubView(Channels),
            Value = projections.SubView(2 * Channels),
            QueryStride = 3 * Channels,
            KeyStride = 3 * Channels,
            ValueStride = 3 * Channels,
            Output = Tensor((long)Tokens * Channels),
            SequenceOffsets = Integers([0, Tokens]),
            Scratch = Tensor(kernel.ScratchLength(Tokens, Tokens, Heads, HeadSize)),
            T = Tokens,
            B = 1,
            H = Heads,
            D = HeadSize,
            S = Tokens,
            Scale = 0.125f,
        };
    }
}
