using BenchmarkDotNet.Attributes;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>One row of 768 channels for each of eight sentences of 128 tokens.</summary>
public class PoolingBenchmark : DeviceBenchmark
{
    private const int Sentences = 8;
    private const int Length = 128;
    private const int Channels = 768;

    private Pooling? kernel;
    private PoolingArguments arguments;

    /// <summary>How tokens become one row.</summary>
    [Params(PoolingKind.FirstToken, PoolingKind.Mean, PoolingKind.Max)]
    public PoolingKind Rule { get; set; }

    /// <inheritdoc/>
    public override Work Work =>
        Work.Moving((long)Sentences * Channels * ((Rule == PoolingKind.FirstToken ? 1 : Length) + 1));

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
        kernel = new Pooling(Device, Rule);
        arguments = new PoolingArguments
        {
            Input = Tensor((long)Sentences * Length * Channels),
            SequenceOffsets = Integers([.. Enumerable.Range(0, Sentences + 1).Select(sentence => sentence * Length)]),
            Output = Tensor((long)Sentences * Channels),
            T = Sentences * Length,
            B = Sentences,
            C = Channels,
        };
    }
}
