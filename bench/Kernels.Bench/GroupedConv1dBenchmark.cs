using BenchmarkDotNet.Attributes;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>The four convolutions of a SqueezeBERT-base layer.</summary>
public class GroupedConv1dBenchmark : DeviceBenchmark
{
    private GroupedConv1d<AddBias>? kernel;
    private GroupedConv1dArguments<AddBias> arguments;

    /// <summary>Input channels, output channels, groups, projections.</summary>
    public static IEnumerable<string> Layers => ["qkv 768-2304/4x3", "post 768-768/1", "up 768-3072/4", "down 3072-768/4"];

    /// <summary>Which convolution.</summary>
    [ParamsSource(nameof(Layers))]
    public string Layer { get; set; } = "";

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
            GroupedConv1dShape shape = Shape;
            long activations = ((long)Tokens * (shape.InputChannels + shape.OutputChannels)) + shape.OutputChannels;
            return new Work(
                2L * Tokens * Weights, (activations * sizeof(float)) + (Weights * Elements.SizeOf(Storage)));
        }
    }

    private GroupedConv1dShape Shape => Layer.Split(' ')[0] switch
    {
        "qkv" => new GroupedConv1dShape(768, 2304, 4, Repeats: 3),
        "post" => new GroupedConv1dShape(768, 768),
        "up" => new GroupedConv1dShape(768, 3072, 4),
        _ => new GroupedConv1dShape(3072, 768, 4),
    };

    private long Weights => (long)Shape.OutputChannels * Shape.InputChannels / Shape.Groups;

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
        GroupedConv1dShape shape = Shape;
        kernel = new GroupedConv1d<AddBias>(Device, Own(GroupedConv1dWeights.Pack(Device, shape, Numbers(Weights), Storage)));
        arguments = new GroupedConv1dArguments<AddBias>
        {
            Input = Tensor((long)Tokens * shape.InputChannels),
            Output = Tensor((long)Tokens * shape.OutputChannels),
            Epilogue = new AddBias(Tensor(shape.OutputChannels)),
            T = Tokens,
            Scratch = Tensor(kernel.ScratchLength),
        };
    }
}
