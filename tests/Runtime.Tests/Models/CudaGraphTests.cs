using SqueezeBert.Gpu.Configuration;
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

    private static ModelInputs Single(int[] ids) => new() { BatchSize = 1, SequenceLength = ids.Length, InputIds = ids };
}
