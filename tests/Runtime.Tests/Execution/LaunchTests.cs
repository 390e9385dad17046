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
        ModelConfiguration.SqueezeBertDefaults with { VocabularySize = 100, MaximumPositions = Tokens };

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
    public void With_tensor_cores_a_layer_is_five_launches(
        [Values(ElementType.F16, ElementType.BF16)] ElementType storage,
        [Values(OutputSelection.Logits, OutputSelection.LastHiddenState, OutputSelection.HiddenStates)] OutputSelection outputs)
    {
        string[] layer =
        [
            "GroupedConv1d.Tensor", "GroupedSelfAttention.Tensor", "GroupedConv1d.Tensor", "GroupedFeedForward.Tensor", "LayerNorm.Simt",
        ];
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: true);
        Run(device, storage, outputs);
        Assert.That(Launched(device), Is.EqualTo(Expected(layer, "GroupedConv1d.Tensor")));
    }

    [Test]
    public void Without_tensor_cores_a_layer_is_four_launches([Values] ElementType storage)
    {
        string[] layer = ["GroupedSelfAttention.Simt", "GroupedConv1d.Simt", "GroupedFeedForward.Simt", "LayerNorm.Simt"];
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: false);
        Run(device, storage, OutputSelection.Logits);
        Assert.That(Launched(device), Is.EqualTo(Expected(layer, "GroupedConv1d.Simt")));
    }

    // 1.5 times is what a pass should stay within. With tensor cores it takes more, because projections lie in memory between two
    // launches.
    [TestCase(ElementType.F32, false, 1.5)]
    [TestCase(ElementType.F16, false, 1.5)]
    [TestCase(ElementType.BF16, false, 1.5)]
    [TestCase(ElementType.F16, true, 1.65)]
    [TestCase(ElementType.BF16, true, 1.65)]
    public void Bytes_moved_stay_near_the_least(ElementType storage, bool hasTensorCores, double most)
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores);
        RunProfile profile = Profile(device, storage);
        double ratio = (double)profile.BytesMoved / profile.LeastBytes;
        TestContext.Out.WriteLine($"{profile.BytesMoved} bytes, {ratio:0.000} x {profile.LeastBytes}");
        Assert.That(ratio, Is.GreaterThan(1).And.LessThanOrEqualTo(most));
    }

    [Test]
    public void A_profile_tells_which_kernel_serves_a_node()
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: true);
        Assert.Multiple(() =>
        {
            Assert.That(Kinds(ElementType.F16), Is.EqualTo(new[] { KernelKind.TensorCores }));
            Assert.That(Kinds(ElementType.F32), Is.EqualTo(new[] { KernelKind.Portable }));
        });

        IEnumerable<KernelKind> Kinds(ElementType storage) => Profile(device, storage).Nodes
            .Where(node => node.Node.Operation.Name.StartsWith("Grouped", StringComparison.Ordinal))
            .Select(node => node.Kernel).Distinct();
    }

    private static string[] Expected(string[] layer, string head) =>
        ["EmbeddingNorm.Simt", .. Enumerable.Repeat(layer, Genuine.LayerCount).SelectMany(one => one), "Pooling.Simt", head];

    // Such as LayerNorm.Simt.
    private static IEnumerable<string> Launched(KernelRecorder device) =>
        device.Launches.Select(launch => $"{launch.Operator}.{launch.Kernel.Name}");

    private void Run(KernelRecorder device, ElementType storage, OutputSelection outputs)
    {
        using ModelSession session = model.CreateSession(device, new SessionOptions { WeightStorage = storage });
        session.Run(Inputs(), outputs);
    }

    private RunProfile Profile(KernelRecorder device, ElementType storage)
    {
        using ModelSession session = model.CreateSession(device, new SessionOptions { WeightStorage = storage });
        return session.Profile(Inputs());
    }

    private static ModelInputs Inputs() => new() { BatchSize = 1, SequenceLength = Tokens, InputIds = new int[Tokens] };
}
