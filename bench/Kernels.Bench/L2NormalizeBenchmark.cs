using BenchmarkDotNet.Attributes;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>Sentence embeddings of 768 channels brought to unit length.</summary>
public class L2NormalizeBenchmark : DeviceBenchmark
{
    private const int Channels = 768;

    private L2Normalize? kernel;
    private L2NormalizeArguments arguments;

    /// <summary>Rows.</summary>
    [Params(8, 1024)]
    public int Sentences { get; set; }

    /// <inheritdoc/>
    public override Work Work => Work.Moving(2L * Sentences * Channels);

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
        kernel = new L2Normalize(Device);
        arguments = new L2NormalizeArguments
        {
            Input = Tensor((long)Sentences * Channels),
            Output = Tensor((long)Sentences * Channels),
            T = Sentences,
            C = Channels,
        };
    }
}
