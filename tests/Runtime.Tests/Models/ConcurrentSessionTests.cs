using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Sessions of one device that run at the same time.</summary>
[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class ConcurrentSessionTests(Runner runner) : DeviceFixture(runner)
{
    private TemporaryFolder folder = null!;
    private Model model = null!;

    [OneTimeSetUp]
    public void Load()
    {
        folder = new TemporaryFolder();
        TinyModels.Write(
            TinyModels.SqueezeBert with { ModelClass = ModelClass.SequenceClassification, LayerCount = 1 }, folder.Root);
        model = Model.Load(folder.Root);
    }

    [OneTimeTearDown]
    public void Unload()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Test]
    public void Each_gives_what_it_gives_alone()
    {
        const int Sessions = 3;
        int runs = Runner.IsSlow ? 2 : 20;
        ModelInputs[] inputs =
        [
            .. Enumerable.Range(1, Sessions).Select(length => new ModelInputs
            {
                BatchSize = 1, SequenceLength = 2 * length, InputIds = Enumerable.Range(length, 2 * length).ToArray(),
            }),
        ];
        using ModelSession alone = model.CreateSession(Device);
        float[][] expected = [.. inputs.Select(batch => alone.Run(batch).Logits.Values)];
        ModelSession[] sessions = [.. inputs.Select(_ => model.CreateSession(Device))];
        Parallel.For(0, Sessions, new ParallelOptions { MaxDegreeOfParallelism = Sessions }, which =>
        {
            for (int run = 0; run < runs; run++)
            {
                int batch = (which + run) % inputs.Length;
                Assert.That(sessions[which].Run(inputs[batch]).Logits.Values, Is.EqualTo(expected[batch]));
            }
        });
        foreach (ModelSession session in sessions)
        {
            session.Dispose();
        }
    }
}
