using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Execution;

/// <summary>What a forward pass of the genuine model asks of a GPU: its launches, and the bytes that they move.</summary>
public sealed class LaunchTests
{
    private const int Tokens = 128;

    // SqueezeBERT-base; the vocabulary decides nothing here.
    private static readonly ModelConfiguration Genuine =
        ModelConfiguration.SqueezeBertDefaults with { VocabularySize = 100, MaximumPositions = Tokens + 1 };

    private TemporaryFolder folder = null!;
    private Model model = null!;

    [OneTimeSetUp]
    public void Open()
    {
        folder = new TemporaryFolder();
        ModelInitializer.Write(Genuine, 1, folder.Root);
        model = Model.Load(folder.Root);
    }

    [OneTimeTearDown]
    public void Close()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Test]
    public void With_tensor_cores_a_layer_is_four_launches(
        [Values(ElementType.F16, ElementType.BF16)] ElementType storage,
        [Values(OutputSelection.Logits, OutputSelection.LastHiddenState, OutputSelection.HiddenStates)] OutputSelection outputs)
    {
        string[] layer =
            ["GroupedSelfAttention.TensorFused", "GroupedConv1d.Tensor", "GroupedFeedForward.Tensor", "FeedForwardNorm.Simt"];
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: true);
        Run(device, storage, outputs);
        Assert.That(Launched(device), Is.EqualTo(Expected(layer, "GroupedConv1d.Tensor")));
    }

    [Test]
    public void In_TF32_a_layer_is_four_launches_too()
    {
        string[] layer =
        [
            "GroupedSelfAttention.TensorStreamed", "GroupedConv1d.Tensor", "GroupedFeedForward.TensorOfSingles", "FeedForwardNorm.Simt",
        ];
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: true);
        Run(device, ElementType.TF32, OutputSelection.Logits);
        Assert.That(Launched(device), Is.EqualTo(Expected(layer, "GroupedConv1d.Tensor")));
    }

    [Test]
    public void With_tensor_cores_longer_sentences_take_five([Values(ElementType.F16, ElementType.TF32)] ElementType storage)
    {
        string[] layer =
        [
            "GroupedConv1d.Tensor", "GroupedSelfAttention.Tensor", "GroupedConv1d.Tensor",
            storage == ElementType.TF32 ? "GroupedFeedForward.TensorOfSingles" : "GroupedFeedForward.Tensor", "FeedForwardNorm.Simt",
        ];
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: true);
        Run(device, storage, OutputSelection.Logits, Tokens + 1);
        Assert.That(Launched(device), Is.EqualTo(Expected(layer, "GroupedConv1d.Tensor")));
    }

    [Test]
    public void Without_tensor_cores_a_layer_is_four_launches(
        [Values(ElementType.F32, ElementType.F16, ElementType.BF16)] ElementType storage)
    {
        string[] layer = ["GroupedSelfAttention.Simt", "GroupedConv1d.Simt", "GroupedFeedForward.Simt", "FeedForwardNorm.Simt"];
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: false);
        Run(device, storage, OutputSelection.Logits);
        Assert.That(Launched(device), Is.EqualTo(Expected(layer, "GroupedConv1d.Simt")));
    }

    // 1.5 times is what a pass should stay within. With sentences so long that projections lie in memory between two launches of
    // tensor cores, it takes more.
    [TestCase(ElementType.F32, false, Tokens, 1.5)]
    [TestCase(ElementType.F16, false, Tokens, 1.5)]
    [TestCase(ElementType.BF16, false, Tokens, 1.5)]
    [TestCase(ElementType.F16, true, Tokens, 1.5)]
    [TestCase(ElementType.BF16, true, Tokens, 1.5)]
    [TestCase(ElementType.TF32, true, Tokens, 1.5)]
    [TestCase(ElementType.F16, true, Tokens + 1, 1.75)]
    [TestCase(ElementType.TF32, true, Tokens + 1, 1.65)]
    public void Bytes_moved_stay_near_the_least(ElementType storage, bool hasTensorCores, int tokens, double most)
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores);
        RunProfile profile = Profile(device, storage, tokens);
        double ratio = (double)profile.BytesMoved / profile.LeastBytes;
        TestContext.Out.WriteLine($"{profile.BytesMoved} bytes, {ratio:0.000} x {profile.LeastBytes}");
        Assert.That(ratio, Is.GreaterThan(1).And.LessThanOrEqualTo(most));
    }

    // What fills a GPU of few tokens, parts of the feed-forward's wide channels, moves more bytes: through the cache, as all of a layer
    // fits there.
    [TestCase(ElementType.F32, false)]
    [TestCase(ElementType.F16, true)]
    public void On_a_GPU_of_many_multiprocessors_few_tokens_are_split_and_many_are_not(ElementType storage, bool hasTensorCores)
    {
        using KernelRecorder small = KernelRecorder.Open(hasTensorCores);
        using KernelRecorder large = KernelRecorder.Open(hasTensorCores, multiprocessors: 132);
        int few = Blocks(small);
        int many = Blocks(large);
        Assert.Multiple(() =>
        {
            Assert.That(many, Is.GreaterThan(5 * few).And.LessThanOrEqualTo(4 * 132), "groups of threads");
            Assert.That(Profile(large, storage, Tokens).BytesMoved, Is.GreaterThan(Profile(small, storage, Tokens).BytesMoved));
        });

        int Blocks(KernelRecorder device)
        {
            Run(device, storage, OutputSelection.Logits);
            return device.Launches.First(launch => launch.Operator == "GroupedFeedForward").Blocks;
        }
    }

    [Test]
    public void A_profile_tells_which_kernel_serves_a_node()
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: true);
        Assert.Multiple(() =>
        {
            Assert.That(Kinds(ElementType.F16, Tokens, "GroupedSelfAttention"), Is.EqualTo(new[] { KernelKind.FusedTensorCores }));
            Assert.That(Kinds(ElementType.F16, Tokens + 1, "GroupedSelfAttention"), Is.EqualTo(new[] { KernelKind.TensorCores }));
            Assert.That(Kinds(ElementType.F16, Tokens, "GroupedFeedForward"), Is.EqualTo(new[] { KernelKind.TensorCores }));
            Assert.That(Kinds(ElementType.TF32, Tokens, "GroupedSelfAttention"), Is.EqualTo(new[] { KernelKind.FusedTensorCores }));
            Assert.That(Kinds(ElementType.TF32, Tokens, "GroupedFeedForward"), Is.EqualTo(new[] { KernelKind.TensorCores }));
            Assert.That(Kinds(ElementType.F32, Tokens, "Grouped"), Is.EqualTo(new[] { KernelKind.Portable }));
        });

        IEnumerable<KernelKind> Kinds(ElementType storage, int tokens, string operation) => Profile(device, storage, tokens).Nodes
            .Where(node => node.Node.Operation.Name.StartsWith(operation, StringComparison.Ordinal))
            .Select(node => node.Kernel).Distinct();
    }

    private static string[] Expected(string[] layer, string head) =>
        ["EmbeddingNorm.Simt", .. Enumerable.Repeat(layer, Genuine.LayerCount).SelectMany(one => one), "Pooling.Simt", head];

    // Such as LayerNorm.Simt.
    private static IEnumerable<string> Launched(KernelRecorder device) =>
        device.Launches.Select(launch => $"{launch.Operator}.{launch.Kernel.Name}");

    private void Run(KernelRecorder device, ElementType storage, OutputSelection outputs, int tokens = Tokens)
    {
        using ModelSession session = model.CreateSession(device, new SessionOptions { WeightStorage = storage });
        session.Run(Inputs(tokens), outputs);
    }

    private RunProfile Profile(KernelRecorder device, ElementType storage, int tokens)
    {
        using ModelSession session = model.CreateSession(device, new SessionOptions { WeightStorage = storage });
        return session.Profile(Inputs(tokens));
    }

    private static ModelInputs Inputs(int tokens) => new() { BatchSize = 1, SequenceLength = tokens, InputIds = new int[tokens] };
}
