using BenchmarkDotNet.Attributes;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>The residual connection and layer norm of SqueezeBERT-base.</summary>
public class LayerNormBenchmark : DeviceBenchmark
{
    private const int Channels = 768;

    private LayerNorm<AddResidual>? kernel;
    private LayerNormArguments<AddResidual> arguments;

    /// <summary>Rows.</summary>
    [Params(16, 128, 1024)]
    public int Tokens { get; set; }

    /// <inheritdoc/>
    public override Work Work => Work.Moving((3L * Tokens * Channels) + (2 * Channels));

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
        kernel = new LayerNorm<AddResidual>(Device);
        arguments = new LayerNormArguments<AddResidual>
        {
            Input = Tensor((long)Tokens * Channels),
            Prologue = new AddResidual(Tensor((long)Tokens * Channels), Channels),
            Scale = Tensor(Channels),
            Shift = Tensor(Channels),
            Output = Tensor((long)Tokens * Channels),
            T = Tokens,
            C = Channels,
            Epsilon = 1e-12f,
        };
    }
}
