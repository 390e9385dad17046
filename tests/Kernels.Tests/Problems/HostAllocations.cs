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
    private const int Channels = 24;
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
        long scratchLength = attention.ScratchLength(Tokens, Channels / 2);
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

    private static void AllocatesNothing(string name, Action run) =>
        Assert.That(ManagedHeap.BytesOf(run, Runs), Is.Zero, name);
}
