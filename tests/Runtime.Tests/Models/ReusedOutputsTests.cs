using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Results that are written over those of an earlier run.</summary>
[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class ReusedOutputsTests(Runner runner) : DeviceFixture(runner)
{
    private const OutputSelection Everything = OutputSelection.LastHiddenState | OutputSelection.PoolerOutput
        | OutputSelection.HiddenStates | OutputSelection.Attentions;

    private const int Length = 7;

    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public void Write() => folder = new TemporaryFolder();

    [OneTimeTearDown]
    public void Delete() => folder.Dispose();

    // Padding behind a sentence, a hole before its end, and no padding at all.
    [TestCase(ModelClass.QuestionAnswering, 1)]
    [TestCase(ModelClass.MultipleChoice, 2)]
    [TestCase(ModelClass.TokenClassification, 1)]
    public void They_are_the_same_arrays_and_what_a_fresh_run_gives(ModelClass modelClass, int choices)
    {
        using Model model = Load(modelClass);
        using ModelSession session = model.CreateSession(Device);
        ModelOutputs? reuse = null;
        foreach (int[] mask in (int[][])[Mask(4, Length), Mask(4, Length, hole: 2), Mask(Length, Length), Mask(1, Length)])
        {
            ModelInputs inputs = Inputs(mask, choices);
            ModelOutputs fresh = session.Run(inputs, Everything);
            float[][] expected = [.. fresh.Select(tensor => (float[])tensor.Values.Clone())];
            float[][] arrays = [.. (reuse ?? fresh).Select(tensor => tensor.Values)];
            foreach (float[] array in arrays)
            {
                Array.Fill(array, float.NaN);
            }

            ModelOutputs found = session.Run(inputs, Everything, reuse ?? fresh);
            Assert.Multiple(() =>
            {
                Assert.That(found.Select(tensor => tensor.Name), Is.EqualTo(fresh.Select(tensor => tensor.Name)));
                Assert.That(
                    found.SelectMany(tensor => tensor.Shape), Is.EqualTo(fresh.SelectMany(tensor => tensor.Shape)));
                Assert.That(found.Select(tensor => tensor.Values), Is.EqualTo(expected));
                Assert.That(found.Zip(arrays, (tensor, array) => ReferenceEquals(tensor.Values, array)), Is.All.True);
            });
            reuse = found;
        }
    }

    [Test]
    public void What_has_another_length_or_name_is_new_and_the_old_stays_as_it_was()
    {
        using Model model = Load(ModelClass.TokenClassification);
        using ModelSession session = model.CreateSession(Device);
        ModelOutputs small = session.Run(Inputs(Mask(2, 3)), OutputSelection.PoolerOutput);
        float[] before = [.. small.Logits.Values];
        float[] pooler = small[OutputNames.PoolerOutput].Values;
        ModelInputs longer = Inputs(Mask(2, Length));
        ModelOutputs found = session.Run(longer, OutputSelection.PoolerOutput | OutputSelection.LastHiddenState, small);
        Assert.Multiple(() =>
        {
            Assert.That(found.Logits.Values, Is.Not.SameAs(small.Logits.Values));
            Assert.That(small.Logits.Values, Is.EqualTo(before));
            Assert.That(found[OutputNames.PoolerOutput].Values, Is.SameAs(pooler), "it has no length");
            Assert.That(found.Logits.Values, Is.EqualTo(session.Run(longer).Logits.Values));
        });
    }

    private Model Load(ModelClass modelClass)
    {
        string directory = Path.Combine(folder.Root, $"{modelClass}");
        if (!Directory.Exists(directory))
        {
            TinyModels.Write(TinyModels.SqueezeBert with { ModelClass = modelClass, LayerCount = 1 }, directory);
        }

        return Model.Load(directory);
    }

    // One row; the batch has a second that is full.
    private static int[] Mask(int tokens, int length, int hole = -1) =>
        [.. Enumerable.Range(0, length).Select(i => i < tokens && i != hole ? 1 : 0)];

    private static ModelInputs Inputs(int[] mask, int choices = 1)
    {
        int[] full = [.. Enumerable.Repeat(1, mask.Length)];
        return new ModelInputs
        {
            BatchSize = 2 / choices,
            ChoiceCount = choices,
            SequenceLength = mask.Length,
            InputIds = Enumerable.Range(1, 2 * mask.Length).ToArray(),
            AttentionMask = (int[])[.. mask, .. full],
        };
    }
}
