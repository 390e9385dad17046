using System.Text.Json.Nodes;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Testing;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Sessions on the CPU: packing, reuse, memory, precision.</summary>
public sealed class SessionTests
{
    // Results of one engine that differ only in how work was split.
    private const double Rounding = 1e-5;

    private TemporaryFolder folder = null!;
    private ComputeDevice device = null!;
    private Model model = null!;

    [OneTimeSetUp]
    public void Open()
    {
        folder = new TemporaryFolder();
        TinyModels.Write(TinyModels.SqueezeBert with { ModelClass = ModelClass.SequenceClassification }, folder.Root);
        device = ComputeDevices.Open(DeviceKind.Cpu);
        model = Model.Load(folder.Root);
    }

    [OneTimeTearDown]
    public void Close()
    {
        model.Dispose();
        device.Dispose();
        folder.Dispose();
    }

    [Test]
    public void A_padded_batch_equals_its_rows_alone()
    {
        using ModelSession session = model.CreateSession(device);
        int[] lengths = [5, 1, 24, 13];
        ModelInputs batch = Padded(lengths, 24, out int[][] rows);
        OutputTensor together = session.Run(batch).Logits;
        for (int row = 0; row < rows.Length; row++)
        {
            OutputTensor alone = session.Run(Single(rows[row])).Logits;
            for (int label = 0; label < alone.Values.Length; label++)
            {
                Assert.That(
                    together.Values[(row * alone.Values.Length) + label], Is.EqualTo(alone.Values[label]).Within(Rounding));
            }
        }
    }

    [Test]
    public void Passes_back_to_back_leave_the_session_as_it_was_and_refuse_what_a_run_refuses()
    {
        using ModelSession session = model.CreateSession(device);
        ModelInputs batch = Padded([5, 9], 12, out _);
        float[] before = session.Run(batch).Logits.Values;
        Assert.That(session.TimeBackToBack(batch, 3), Is.GreaterThan(TimeSpan.Zero));
        Assert.That(session.Run(batch).Logits.Values, Is.EqualTo(before));
        Assert.That(() => session.TimeBackToBack(batch, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => session.TimeBackToBack(Single(new int[99]), 1), Throws.TypeOf<ModelInputException>());
    }

    [Test]
    public void What_the_mask_leaves_out_is_zero_and_does_not_matter()
    {
        using ModelSession session = model.CreateSession(device);
        ModelInputs batch = Padded([5, 9], 12, out _);
        int[] other = batch.InputIds!.Value.ToArray();
        for (int i = 5; i < 12; i++)
        {
            other[i] = 59;
        }

        ModelOutputs first = session.Run(batch, OutputSelection.LastHiddenState);
        ModelOutputs second = session.Run(
            new ModelInputs { BatchSize = 2, SequenceLength = 12, InputIds = other, AttentionMask = batch.AttentionMask },
            OutputSelection.LastHiddenState);
        float[] hidden = first[OutputNames.LastHiddenState].Values;
        Assert.Multiple(() =>
        {
            Assert.That(second[OutputNames.LastHiddenState].Values, Is.EqualTo(hidden));
            Assert.That(hidden.AsSpan(5 * 32, 7 * 32).ToArray(), Is.All.Zero);
            Assert.That(hidden.AsSpan(0, 5 * 32).ToArray(), Has.None.Zero);
        });
    }

    [Test]
    public void Embeddings_given_by_hand_equal_looking_them_up()
    {
        using ModelSession session = model.CreateSession(device);
        float[] table = new float[60 * 32];
        using (var file = Gpu.Weights.WeightsDirectory.Open(folder.Root))
        {
            Gpu.Weights.WeightSourceExtensions.ReadSingles(file, "transformer.embeddings.word_embeddings.weight", table);
        }

        int[] ids = [3, 1, 4, 1, 5];
        float[] rows = [.. ids.SelectMany(id => table.AsSpan(id * 32, 32).ToArray())];
        Assert.That(
            session.Run(new ModelInputs { BatchSize = 1, SequenceLength = 5, InputEmbeddings = rows }).Logits.Values,
            Is.EqualTo(session.Run(Single(ids)).Logits.Values));
    }

    [Test]
    public void Runs_of_a_planned_shape_allocate_only_their_result()
    {
        using ComputeDevice one = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = 1 });
        using ModelSession session = model.CreateSession(one);
        ModelInputs batch = Padded([5, 9, 12], 12, out _);
        const int Runs = 100;

        // The collection, its array, one tensor, its shape and its six logits.
        Assert.That(ManagedHeap.BytesOf(() => session.Run(batch), Runs) / Runs, Is.LessThanOrEqualTo(256));
    }

    [TestCase(ModelClass.SequenceClassification)]
    [TestCase(ModelClass.QuestionAnswering)]
    public void Runs_that_reuse_results_allocate_none(ModelClass modelClass)
    {
        using ComputeDevice one = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = 1 });
        using var own = new TemporaryFolder();
        TinyModels.Write(TinyModels.SqueezeBert with { ModelClass = modelClass }, own.Root);
        using Model reusing = Model.Load(own.Root);
        using ModelSession session = reusing.CreateSession(one);
        ModelInputs batch = Padded([5, 9, 12], 12, out _);
        ModelOutputs? outputs = null;
        const int Runs = 100;

        // The collection, its array, and up to three tensors, each with a shape and what looks for it; the last hidden state has 4608.
        long bytes = ManagedHeap.BytesOf(() => outputs = session.Run(batch, OutputSelection.LastHiddenState, outputs), Runs);
        Assert.That(bytes / Runs, Is.LessThanOrEqualTo(768));
    }

    [TestCase(ElementType.F32)]
    [TestCase(ElementType.F16)]
    public void A_profile_accounts_for_every_node_of_the_run(ElementType storage)
    {
        using ModelSession session = model.CreateSession(device, new SessionOptions { WeightStorage = storage });
        RunProfile profile = session.Profile(Padded([5, 9, 12], 12, out _));
        ComputeGraph graph = model.BuildGraph();
        Assert.Multiple(() =>
        {
            Assert.That(profile.Batch, Is.EqualTo(new BatchShape(3, 26, 12)));
            Assert.That(
                profile.Nodes.Select(node => node.Node.Operation), Is.EqualTo(graph.Nodes.Select(node => node.Operation)));
            Assert.That(
                profile.Nodes.Sum(node => node.FloatingPointOperations), Is.EqualTo(graph.FloatingPointOperations(profile.Batch)));
            TimeSpan end = TimeSpan.Zero;
            foreach (NodeProfile node in profile.Nodes)
            {
                Assert.That(node.Start, Is.GreaterThanOrEqualTo(end), $"{node.Node}");
                end = node.Start + node.Elapsed;
            }

            Assert.That(profile.Elapsed, Is.GreaterThanOrEqualTo(end));
        });
    }

    [Test]
    public void A_profile_counts_bytes_as_weights_are_stored()
    {
        using ModelSession exact = model.CreateSession(device);
        using ModelSession half = model.CreateSession(device, new SessionOptions { WeightStorage = ElementType.F16 });

        // The classifier: three rows of 32 in, three of two labels out, and a bias. Its matrix alone is stored narrower.
        const long Moved = 4 * ((3 * 32) + (3 * 2) + 2);
        ModelInputs batch = Padded([5, 9, 12], 12, out _);
        Assert.Multiple(() =>
        {
            Assert.That(exact.Profile(batch).Nodes[^1].BytesMoved, Is.EqualTo(Moved + (4 * 2 * 32)));
            Assert.That(half.Profile(batch).Nodes[^1].BytesMoved, Is.EqualTo(Moved + (2 * 2 * 32)));
        });
    }

    [Test]
    public void A_profiled_session_still_runs()
    {
        using ModelSession session = model.CreateSession(device);
        ModelInputs inputs = Single([1, 2, 3]);
        float[] before = session.Run(inputs).Logits.Values;
        session.Profile(Single([4, 5, 6, 7]));
        Assert.That(session.Run(inputs).Logits.Values, Is.EqualTo(before));
    }

    [Test]
    public void Many_shapes_in_any_order_give_what_fresh_sessions_give()
    {
        using ModelSession session = model.CreateSession(device);
        var random = new Random(3);
        for (int i = 0; i < 40; i++)
        {
            int[] ids = [.. Enumerable.Range(0, random.Next(1, 25)).Select(_ => random.Next(60))];
            OutputSelection outputs = (OutputSelection)random.Next(16);
            using ModelSession fresh = model.CreateSession(device);
            ModelOutputs expected = fresh.Run(Single(ids), outputs);
            ModelOutputs found = session.Run(Single(ids), outputs);
            foreach (OutputTensor tensor in expected)
            {
                Assert.That(found[tensor.Name].Values, Is.EqualTo(tensor.Values), tensor.Name);
            }
        }
    }

    [TestCase(ElementType.F16, 11)]
    [TestCase(ElementType.BF16, 8)]
    public void Half_precision_storage_halves_the_weights_and_stays_close(ElementType storage, int bits)
    {
        using ModelSession exact = model.CreateSession(device);
        using ModelSession half = model.CreateSession(device, new SessionOptions { WeightStorage = storage });
        ModelInputs inputs = Single([1, 2, 3, 4, 5, 6, 7, 8]);
        float[] expected = exact.Run(inputs).Logits.Values;
        float[] found = half.Run(inputs).Logits.Values;
        Assert.Multiple(() =>
        {
            Assert.That(half.WeightBytes, Is.LessThan(0.6 * exact.WeightBytes));
            for (int i = 0; i < expected.Length; i++)
            {
                // Each weight is off by at most half a unit of its last bit; the two layers of this model amplify that little.
                Assert.That(found[i], Is.EqualTo(expected[i]).Within(Math.Pow(2, -bits) * 32));
                Assert.That(found[i], Is.Not.EqualTo(expected[i]));
            }
        });
    }

    [Test]
    public void Threads_take_turns()
    {
        using ModelSession session = model.CreateSession(device);
        int[][] texts = [[1, 2, 3], [4, 5, 6, 7, 8], [9], [10, 11, 12, 13]];
        float[][] expected = Array.ConvertAll(texts, ids => session.Run(Single(ids)).Logits.Values);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            Assert.That(session.Run(Single(texts[i % 4])).Logits.Values, Is.EqualTo(expected[i % 4])));
    }

    [Test]
    public void A_trunk_of_a_classifier_runs_by_itself()
    {
        using Model trunk = Model.Load(folder.Root, ModelClass.Trunk);
        using ModelSession session = trunk.CreateSession(device);
        ModelOutputs outputs = session.Run(Single([1, 2, 3]));
        Assert.That(outputs.Select(tensor => tensor.Name), Is.EqualTo(new[] { "last_hidden_state", "pooler_output" }));
    }

    [TestCase(null)]
    [TestCase("SqueezeBertForPreTraining")]
    [TestCase("SqueezeBertModel")]
    public void A_class_that_is_given_stands_in_for_what_the_file_does_not_say(string? architecture)
    {
        using var other = new TemporaryFolder();
        TinyModels.Write(TinyModels.SqueezeBert with { ModelClass = ModelClass.MaskedLanguageModel }, other.Root);
        string path = other[ModelConfiguration.FileName];
        JsonNode json = JsonNode.Parse(File.ReadAllText(path))!;
        json["architectures"] = architecture is null ? null : new JsonArray(architecture);
        File.WriteAllText(path, json.ToJsonString());
        using (Model trunk = Model.Load(other.Root, ModelClass.Trunk))
        using (Model whole = Model.Load(other.Root, ModelClass.MaskedLanguageModel))
        {
            Assert.That((trunk.Class, whole.Class), Is.EqualTo((ModelClass.Trunk, ModelClass.MaskedLanguageModel)));
        }

        Assert.That(() => Model.Load(other.Root), Throws.InstanceOf<SqueezeBertException>());
        Assert.That(() => Model.Load(other.Root, ModelClass.QuestionAnswering), Throws.TypeOf<CheckpointException>());
    }

    [Test]
    public void Sessions_on_CPU_devices_share_weights_until_the_last_is_gone()
    {
        ModelInputs inputs = Single([1, 2, 3, 4, 5]);
        using var own = Model.Load(folder.Root);
        var first = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = 1 });
        ModelSession early = own.CreateSession(first);
        using ModelSession late = own.CreateSession(device);
        using ModelSession half = own.CreateSession(device, new SessionOptions { WeightStorage = ElementType.F16 });
        float[] expected = early.Run(inputs).Logits.Values;
        Assert.Multiple(() =>
        {
            Assert.That(late.WeightBytes, Is.EqualTo(early.WeightBytes).And.Positive);
            Assert.That(half.WeightBytes, Is.LessThan(early.WeightBytes).And.Positive);
        });

        // What the first session packed outlives it and its device, and what it did not need can still be added.
        early.Dispose();
        first.Dispose();
        long before = late.WeightBytes;
        Assert.That(late.Run(inputs).Logits.Values, Is.EqualTo(expected).Within(Rounding));
        Assert.That(late.WeightBytes, Is.EqualTo(before));
        float[] embeddings = new float[5 * TinyModels.SqueezeBert.HiddenSize];
        late.Run(new ModelInputs { BatchSize = 1, SequenceLength = 5, InputEmbeddings = embeddings });
    }

    [Test]
    public void A_disposed_session_says_so()
    {
        ModelSession session = model.CreateSession(device);
        session.Dispose();
        Assert.That(() => session.Run(Single([1])), Throws.TypeOf<ObjectDisposedException>());
    }

    private static ModelInputs Single(int[] ids) => new() { BatchSize = 1, SequenceLength = ids.Length, InputIds = ids };

    private static ModelInputs Padded(int[] lengths, int length, out int[][] rows) =>
        PaddedBatch.Random(lengths, length, TinyModels.SqueezeBert.VocabularySize, out rows);
}
