using BenchmarkDotNet.Attributes;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>The feed-forward half of a SqueezeBERT-base layer: layer norm, two convolutions in groups, residual and layer norm.</summary>
public class GroupedFeedForwardBenchmark : DeviceBenchmark
{
    private const int Channels = 768;
    private const int Intermediate = 3072;
    private const int Groups = 4;
    private const int WeightsOfEach = Intermediate * Channels / Groups;

    private GroupedFeedForward<Gelu>? kernel;
    private GroupedFeedForwardArguments arguments;

    /// <summary>How weights are stored; <see cref="SupportedStorage"/> says on which device.</summary>
    [Params(ElementType.F32, ElementType.TF32, ElementType.F16, ElementType.BF16)]
    public ElementType Storage { get; set; }

    /// <summary>Rows.</summary>
    [Params(16, 128, 1024)]
    public int Tokens { get; set; }

    /// <inheritdoc/>
    public override Work Work
    {
        get
        {
            const long Weights = 2 * WeightsOfEach;
            long floats = (2L * Tokens * Channels) + Intermediate + (5 * Channels);
            return new Work(2 * Tokens * Weights, (floats * sizeof(float)) + (Weights * Elements.SizeOf(Storage)));
        }
    }

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
        kernel = new GroupedFeedForward<Gelu>(
            Device,
            Weights(new GroupedConv1dShape(Channels, Intermediate, Groups)),
            Weights(new GroupedConv1dShape(Intermediate, Channels, Groups)));
        arguments = new GroupedFeedForwardArguments
        {
            Input = Tensor((long)Tokens * Channels),
            InputScale = Tensor(Channels),
            InputShift = Tensor(Channels),
            InnerBias = Tensor(Intermediate),
            OuterBias = Tensor(Channels),
            OutputScale = Tensor(Channels),
            OutputShift = Tensor(Channels),
            Output = Tensor((long)Tokens * Channels),
            Scratch = Tensor(kernel.ScratchLength(Tokens)),
            T = Tokens,
            Epsilon = 1e-12f,
        };
    }

    private GroupedConv1dWeights Weights(GroupedConv1dShape shape) =>
        Own(GroupedConv1dWeights.Pack(Device, shape, Numbers(WeightsOfEach), Storage));
}
