using System.Globalization;
using BenchmarkDotNet.Attributes;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>Projections and attention of a SqueezeBERT-base layer: four groups of three heads of 64.</summary>
public class GroupedSelfAttentionBenchmark : DeviceBenchmark
{
    private const int Heads = 12;
    private const int Channels = Heads * 64;
    private const int Groups = 4;
    private const int Weights = 3 * Channels * Channels / Groups;

    private GroupedSelfAttention? kernel;
    private GroupedSelfAttentionArguments arguments;

    /// <summary>How weights are stored; <see cref="SupportedStorage"/> says on which device.</summary>
    [Params(ElementType.F32, ElementType.TF32, ElementType.F16, ElementType.BF16)]
    public ElementType Storage { get; set; }

    /// <summary>Sentences and the length of each.</summary>
    [Params("1x16", "1x128", "8x128", "1x512")]
    public string Shape { get; set; } = "";

    /// <inheritdoc/>
    public override Work Work
    {
        get
        {
            long operations = (2L * Tokens * Weights) + (4L * Tokens * Length * Channels);
            long floats = (2L * Tokens * Channels) + (3 * Channels);
            return new Work(operations, (floats * sizeof(float)) + ((long)Weights * Elements.SizeOf(Storage)));
        }
    }

    private int Sentences => int.Parse(Shape.Split('x')[0], CultureInfo.InvariantCulture);

    private int Length => int.Parse(Shape.Split('x')[1], CultureInfo.InvariantCulture);

    private int Tokens => Sentences * Length;

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
        var shape = new GroupedConv1dShape(Channels, 3 * Channels, Groups, Repeats: 3);
        GroupedConv1dWeights weights = Own(GroupedConv1dWeights.Pack(Device, shape, Numbers(Weights), Storage));
        kernel = new GroupedSelfAttention(Device, weights, Heads, hasKeyMask: false);
        arguments = new GroupedSelfAttentionArguments
        {
            Input = Tensor((long)Tokens * Channels),
            Bias = Tensor(3 * Channels),
            SequenceOffsets = Integers([.. Enumerable.Range(0, Sentences + 1).Select(sentence => sentence * Length)]),
            Output = Tensor((long)Tokens * Channels),
            Scratch = Tensor(kernel.ScratchLength(Tokens, Length)),
            T = Tokens,
            B = Sentences,
            S = Length,

            // Queries and keys of random weights are larger than a model's: with this, scores are about 1, as they are there.
            Scale = 1f / 128,
        };
    }
}
