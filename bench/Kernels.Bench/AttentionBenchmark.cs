using BenchmarkDotNet.Attributes;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>The attention of a SqueezeBERT-base layer: twelve heads of 64 over one sentence.</summary>
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
        arguments = new AttentionArguments
        {
            Query = Tensor((long)Tokens * Channels),
            Key = Tensor((long)Tokens * Channels),
            Value = Tensor((long)Tokens * Channels),
            QueryStride = Channels,
            KeyStride = Channels,
            ValueStride = Channels,
            Output = Tensor((long)Tokens * Channels),
            SequenceOffsets = Integers(0, Tokens),
            Scratch = Tensor(kernel.ScratchLength(Tokens, HeadSize)),
            T = Tokens,
            B = 1,
            H = Heads,
            D = HeadSize,
            S = Tokens,
            Scale = 0.125f,
        };
    }
}
