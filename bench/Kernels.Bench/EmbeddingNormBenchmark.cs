using BenchmarkDotNet.Attributes;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>The embeddings of SqueezeBERT-base: three rows a token, summed and normalised.</summary>
public class EmbeddingNormBenchmark : DeviceBenchmark
{
    private const int Channels = 768;
    private const int Vocabulary = 30528;
    private const int Positions = 512;
    private const int Types = 2;

    private EmbeddingNorm? kernel;
    private EmbeddingNormArguments arguments;

    /// <summary>Rows.</summary>
    [Params(16, 128)]
    public int Tokens { get; set; }

    /// <inheritdoc/>
    public override Work Work => Work.Moving((4L * Tokens * Channels) + (3L * Tokens) + (2 * Channels));

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
        kernel = new EmbeddingNorm(Device, Table(Vocabulary), Table(Positions), Table(Types));
        arguments = new EmbeddingNormArguments
        {
            WordIds = Integers(Tokens, Vocabulary),
            PositionIds = Integers(Tokens, Positions),
            TypeIds = Integers(Tokens, Types),
            Scale = Tensor(Channels),
            Shift = Tensor(Channels),
            Output = Tensor((long)Tokens * Channels),
            T = Tokens,
            C = Channels,
            Epsilon = 1e-12f,
        };
    }

    private EmbeddingTable Table(int count) =>
        Own(EmbeddingTable.Pack(Device, Numbers((long)count * Channels), count, Channels));
}
