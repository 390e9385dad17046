using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Sessions whose passes are captured, with a driver that does what CUDA's does.</summary>
public sealed class CudaGraphTests
{
    private TemporaryFolder folder = null!;
    private CapturingDevice device = null!;
    private Model model = null!;

    [OneTimeSetUp]
    public void Open()
    {
        folder = new TemporaryFolder();
        TinyModels.Write(
            TinyModels.SqueezeBert with { ModelClass = ModelClass.SequenceClassification, LayerCount = 1 }, folder.Root);
        device = CapturingDevice.Open();
        model = Model.Load(folder.Root);
    }

    [OneTimeTearDown]
    public void Close()
    {
        model.Dispose();
        device.Dispose();
        folder.Dispose();
    }

    // The driver runs what was recorded only when the graph is launched: a right result after a replay says that every copy and
    // launch of the pass was recorded, with arguments that still hold.
    [Test]
    public void A_replayed_pass_gives_what_a_plain_one_gives(
        [Values(ElementType.F32, ElementType.F16)] ElementType storage)
    {
        const OutputSelection Outputs =
            OutputSelection.LastHiddenState | OutputSelection.HiddenStates | OutputSelection.Attentions;
        using ModelSession plain = model.CreateSession(device, new SessionOptions { CudaGraphs = false, WeightStorage = storage });
        using (ModelSession captured = model.CreateSession(device, new SessionOptions { WeightStorage = storage }))
        {
            device.Driver.TakeCalls();
            foreach (int[] ids in (int[][])[[1, 2, 3], [4, 5, 6], [7, 8, 9]])
            {
                ModelOutputs found = captured.Run(Single(ids), Outputs);
                int calls = device.Driver.TakeCalls().Count;
                Assert.That(calls, Is.EqualTo(ids[0] switch { 1 => 0, 4 => 5, _ => 1 }));
                foreach (OutputTensor expected in plain.Run(Single(ids), Outputs))
                {
                    Assert.That(found[expected.Name].Values, Is.EqualTo(expected.Values), expected.Name);
                }
            }

            Assert.That(device.Driver.Alive, Is.EqualTo(1));
        }

        Assert.That(device.Driver.Alive, Is.Zero);
    }

    [Test]
    public void Switched_off_or_profiled_nothing_is_captured()
    {
        using ModelSession plain = model.CreateSession(device, new SessionOptions { CudaGraphs = false });
        using ModelSession captured = model.CreateSession(device);
        device.Driver.TakeCalls();
        for (int i = 0; i < 3; i++)
        {
            plain.Run(Single([1]));
            captured.Profile(Single([1]));
        }

        Assert.That(device.Driver.TakeCalls(), Is.Empty);
    }

    [Test]
    public void Selections_that_return_the_same_share_what_was_captured()
    {
        using Model trunk = Model.Load(folder.Root, ModelClass.Trunk);
        using ModelSession session = trunk.CreateSession(device);
        session.Run(Single([1, 2]));
        session.Run(Single([1, 2]));
        device.Driver.TakeCalls();
        foreach (OutputSelection outputs in (OutputSelection[])
            [
                OutputSelection.LastHiddenState, OutputSelection.PoolerOutput,
                OutputSelection.LastHiddenState | OutputSelection.PoolerOutput,
            ])
        {
            ModelOutputs found = session.Run(Single([1, 2]), outputs);
            Assert.That(
                found.Select(tensor => tensor.Name), Is.EqualTo(new[] { OutputNames.LastHiddenState, OutputNames.PoolerOutput }));
            Assert.That(device.Driver.TakeCalls(), Is.EqualTo(new[] { "cuGraphLaunch" }), $"{outputs}");
        }

        session.Run(Single([1, 2]), OutputSelection.HiddenStates);
        Assert.That(device.Driver.TakeCalls(), Is.Empty, "another graph, for the first time");
    }

    [Test]
    public void A_session_that_cannot_be_opened_leaves_nothing_open()
    {
        int before = device.Queues;
        Assert.That(
            () => model.CreateSession(device, new SessionOptions { WeightStorage = ElementType.TF32 }),
            Throws.TypeOf<DeviceException>());
        Assert.That(device.Queues, Is.EqualTo(before), "weights were refused first");

        device.FailsToOpenQueue = true;
        Assert.That(() => model.CreateSession(device), Throws.TypeOf<DeviceException>().With.Message.Contains("no queue is left"));
        using ModelSession session = model.CreateSession(device);
        Assert.That(() => session.Run(Single([1])), Throws.Nothing);
    }

    [Test]
    public void A_session_with_a_graph_that_cannot_be_destroyed_gives_its_weights_back_all_the_same()
    {
        using Model tagger = Model.Load(folder.Root, ModelClass.TokenClassification);
        ModelSession session = tagger.CreateSession(device);
        foreach (OutputSelection outputs in (OutputSelection[])[OutputSelection.Logits, OutputSelection.PoolerOutput])
        {
            session.Run(Single([1]), outputs);
            session.Run(Single([1]), outputs);
        }

        long needed = session.WeightBytes;
        device.Driver.Failure = ("cuGraphExecDestroy", 400);
        Assert.That(session.Dispose, Throws.TypeOf<AggregateException>());
        device.Driver.Failure = null;
        Assert.That(device.Driver.Alive, Is.Zero);

        // Had they been kept, the pooler's would be there from the beginning.
        using ModelSession next = tagger.CreateSession(device);
        Assert.That(next.WeightBytes, Is.LessThan(needed));
        Assert.That(session.Dispose, Throws.Nothing);
    }

    private static ModelInputs Single(int[] ids) => new() { BatchSize = 1, SequenceLength = ids.Length, InputIds = ids };
}
