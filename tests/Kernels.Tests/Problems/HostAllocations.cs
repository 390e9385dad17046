using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>Running an operator on the host allocates nothing on the managed heap.</summary>
[Category("Host")]
public sealed class HostAllocations
{
    private const int Tokens = 70;
    private const int SentenceLength = 7;
    private const int Channels = 24;
    private const int Groups = 2;
    private const int Runs = 100;

    [Test]
    public void RunsAllocateNothing([Values(1, 2)] int threads)
    {
        using ComputeDevice device = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = threads });
        using DeviceBuffer<float> x = device.Upload<float>(new RandomNumbers(1).Normal(Tokens * Channels));
        using DeviceBuffer<float> row = device.Upload<float>(new RandomNumbers(2).Normal(Channels));
        using DeviceBuffer<float> y = device.Allocate<float>(Tokens * Channels);
        using DeviceBuffer<float> scores = device.Allocate<float>(2 * Tokens * Tokens);
        using DeviceBuffer<int> ids = device.Upload<int>(new int[Tokens]);
        using DeviceBuffer<int> offsets = device.Upload<int>([0, Tokens]);
        using EmbeddingTable table = EmbeddingTable.Pack(device, new float[Channels], 1, Channels, ElementType.F16);
        var attention = new Attention(device, true, AttentionScores.Probabilities);
        long scratchLength = attention.ScratchLength(Tokens, Tokens, 2, Channels / 2);
        using DeviceBuffer<float> scratch = device.Allocate<float>(scratchLength);
        var softmax = new Softmax(device);
        var norm = new LayerNorm<Identity>(device);
        var lookup = new EmbeddingLookup(device, table);
        var embedding = new EmbeddingNorm(device, table, table, table);
        var pooling = new Pooling(device, PoolingKind.Mean, true);
        var normalize = new L2Normalize(device);

        Assert.Multiple(() =>
        {
            AllocatesNothing("Attention", () => attention.Run(new AttentionArguments
            {
                Query = x.View,
                Key = x.View,
                Value = x.View,
                QueryStride = Channels,
                KeyStride = Channels,
                ValueStride = Channels,
                SequenceOffsets = offsets.View,
                KeyMask = ids.View,
                Output = y.View,
                ScoresOutput = scores.View,
                Scratch = scratch.View,
                T = Tokens,
                B = 1,
                H = 2,
                D = Channels / 2,
                S = Tokens,
                Scale = 1,
            }));
            AllocatesNothing("Softmax", () => softmax.Run(new SoftmaxArguments
            {
                Input = x.View,
                Output = y.View,
                T = Tokens,
                C = Channels,
            }));
            AllocatesNothing("LayerNorm", () => norm.Run(new LayerNormArguments<Identity>
            {
                Input = x.View,
                Scale = row.View,
                Shift = row.View,
                Output = y.View,
                T = Tokens,
                C = Channels,
            }));
            AllocatesNothing("EmbeddingLookup", () => lookup.Run(new EmbeddingLookupArguments
            {
                Ids = ids.View,
                Output = y.View,
                T = Tokens,
                C = Channels,
            }));
            AllocatesNothing("EmbeddingNorm", () => embedding.Run(new EmbeddingNormArguments
            {
                WordIds = ids.View,
                PositionIds = ids.View,
                TypeIds = ids.View,
                Scale = row.View,
                Shift = row.View,
                Output = y.View,
                T = Tokens,
                C = Channels,
                Epsilon = 1e-5f,
            }));
            AllocatesNothing("Pooling", () => pooling.Run(new PoolingArguments
            {
                Input = x.View,
                SequenceOffsets = offsets.View,
                KeyMask = ids.View,
                Output = row.View,
                T = Tokens,
                B = 1,
                C = Channels,
            }));
            AllocatesNothing("L2Normalize", () => normalize.Run(new L2NormalizeArguments
            {
                Input = x.View,
                Output = y.View,
                T = Tokens,
                C = Channels,
            }));
        });
    }

    // Two threads share few tokens operator by operator, and take many tokens through the fused code.
    [Test]
    public void FusedRunsAllocateNothing([Values(1, 2)] int threads, [Values(SentenceLength, Tokens)] int tokens)
    {
        using ComputeDevice device = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = threads });
        using GroupedConv1dWeights projections = Weights(device, new(Channels, 3 * Channels, Groups, Repeats: 3));
        using GroupedConv1dWeights inner = Weights(device, new(Channels, 4 * Channels, Groups));
        using GroupedConv1dWeights outer = Weights(device, new(4 * Channels, Channels, Groups));
        using DeviceBuffer<float> x = device.Upload<float>(new RandomNumbers(1).Normal(tokens * Channels));
        using DeviceBuffer<float> row = device.Upload<float>(new RandomNumbers(2).Normal(4 * Channels));
        using DeviceBuffer<float> y = device.Allocate<float>(tokens * Channels);
        int[] starts = [.. Enumerable.Range(0, (tokens / SentenceLength) + 1).Select(sentence => sentence * SentenceLength)];
        using DeviceBuffer<int> offsets = device.Upload<int>(starts);
        var attention = new GroupedSelfAttention(device, projections, 2 * Groups, hasKeyMask: false);
        var feedForward = new GroupedFeedForward<Gelu>(device, inner, outer);
        long scratchLength = Math.Max(
            attention.ScratchLength(tokens, SentenceLength), feedForward.ScratchLength(tokens));
        using DeviceBuffer<float> scratch = device.Allocate<float>(scratchLength);
        ArrayView<float> channels = row.View.SubView(0, Channels);

        Assert.Multiple(() =>
        {
            AllocatesNothing("GroupedSelfAttention", () => attention.Run(new GroupedSelfAttentionArguments
            {
                Input = x.View,
                Bias = row.View.SubView(0, 3 * Channels),
                SequenceOffsets = offsets.View,
                Output = y.View,
                Scratch = scratch.View,
                T = tokens,
                B = tokens / SentenceLength,
                S = SentenceLength,
                Scale = 1,
            }));
            AllocatesNothing("GroupedFeedForward", () => feedForward.Run(new GroupedFeedForwardArguments
            {
                Input = x.View,
                InputScale = channels,
                InputShift = channels,
                InnerBias = row.View,
                OuterBias = channels,
                OutputScale = channels,
                OutputShift = channels,
                Output = y.View,
                Scratch = scratch.View,
                T = tokens,
                Epsilon = 1e-5f,
            }));
        });
    }

    private static GroupedConv1dWeights Weights(ComputeDevice device, GroupedConv1dShape shape) => GroupedConv1dWeights.Pack(
        device, shape, new RandomNumbers(3).Normal(shape.OutputChannels * shape.InputChannels / shape.Groups), ElementType.F16);

    private static void AllocatesNothing(string name, Action run) =>
        Assert.That(ManagedHeap.BytesOf(run, Runs), Is.Zero, name);
}
