using System.Text.Json.Nodes;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Pipelines;
using SqueezeBert.Gpu.Runtime.Tests.Models;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Pipelines;

/// <summary>The shipped sentiment model through the pipeline.</summary>
public sealed class TextClassifierTests
{
    private static readonly string Shipped = Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "sst2-mini");

    private TextClassifier classifier = null!;

    [OneTimeSetUp]
    public void Load() => classifier = TextClassifier.Load(Shipped, DeviceKind.Cpu);

    [OneTimeTearDown]
    public void Close() => classifier.Dispose();

    [Test]
    public void Says_what_people_would_say() => Assert.Multiple(() =>
    {
        Assert.That(classifier.Classify("a charming and often affecting journey").Label, Is.EqualTo("POSITIVE"));
        Assert.That(classifier.Classify("unflinchingly bleak and desperate").Label, Is.EqualTo("NEGATIVE"));
        Assert.That(classifier.Labels, Is.EqualTo(new[] { "NEGATIVE", "POSITIVE" }));
        Assert.That(classifier.Device.Kind, Is.EqualTo(DeviceKind.Cpu));
    });

    [Test]
    public void Scores_are_probabilities_best_first()
    {
        Classification result = classifier.Classify("it is what it is");
        Assert.Multiple(() =>
        {
            Assert.That(result.Scores.Sum(score => score.Score), Is.EqualTo(1).Within(1e-6));
            Assert.That(result.Scores.Select(score => score.Score), Is.Ordered.Descending);
            Assert.That(result.IsTruncated, Is.False);
        });
    }

    [Test]
    public void Many_texts_give_what_each_gives_alone_in_order()
    {
        TextInput[] texts = [.. Enumerable.Range(0, 75).Select(i => new TextInput(string.Join(' ', Enumerable.Repeat("good bad", i % 13)) + i))];
        var done = new List<int>();
        Classification[] together = [.. classifier.Classify(texts, new Progress(done))];
        Assert.Multiple(() =>
        {
            Assert.That(done, Is.EqualTo(new[] { 32, 64, 75 }));
            for (int i = 0; i < texts.Length; i++)
            {
                Assert.That(together[i].Score, Is.EqualTo(classifier.Classify(texts[i].Text).Score).Within(1e-5));
            }
        });
    }

    [Test]
    public void A_text_that_is_too_long_is_cut_and_says_so()
    {
        // The model reads 128 tokens, two of them special.
        string exactly = string.Join(' ', Enumerable.Repeat("good", 126));
        Assert.Multiple(() =>
        {
            Assert.That(classifier.Classify(exactly).IsTruncated, Is.False);
            Classification cut = classifier.Classify(exactly + " terrible awful");
            Assert.That(cut.IsTruncated, Is.True);
            Assert.That(cut.Score, Is.EqualTo(classifier.Classify(exactly).Score));
        });
    }

    [Test]
    public void Nothing_in_nothing_out() => Assert.That(classifier.Classify([]), Is.Empty);

    [Test]
    public void Cancelling_stops_between_batches()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.That(
            () => classifier.Classify(["a"], cancellationToken: source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Strings_are_texts_whatever_holds_them()
    {
        string[] texts = ["good", "bad"];
        string[] labels = ["POSITIVE", "NEGATIVE"];
        Assert.Multiple(() =>
        {
            Assert.That(classifier.Classify(texts).Select(result => result.Label), Is.EqualTo(labels));
            Assert.That(classifier.Classify(texts.ToList()).Select(result => result.Label), Is.EqualTo(labels));
            Assert.That(classifier.Classify(texts.Where(_ => true)).Select(result => result.Label), Is.EqualTo(labels));
            Assert.That(classifier.Classify(["good", "bad"]).Select(result => result.Label), Is.EqualTo(labels));
            Assert.That(classifier.Classify(["good", new TextInput("bad")]).Select(result => result.Label), Is.EqualTo(labels));
        });
    }

    [TestCase("[\"SqueezeBertModel\"]", "architectures starts with 'SqueezeBertModel', expected 'SqueezeBertForSequenceClassification'")]
    [TestCase("null", "architectures is missing, expected 'SqueezeBertForSequenceClassification'")]
    public void A_model_of_another_class_is_refused_by_what_the_file_says(string architectures, string message)
    {
        using var folder = new TemporaryFolder();
        TinyModels.Write(TinyModels.SqueezeBert, folder.Root);
        string path = folder[ModelConfiguration.FileName];
        JsonNode json = JsonNode.Parse(File.ReadAllText(path))!;
        json["architectures"] = JsonNode.Parse(architectures);
        File.WriteAllText(path, json.ToJsonString());
        Assert.That(
            () => TextClassifier.Load(folder.Root, DeviceKind.Cpu),
            Throws.TypeOf<ConfigurationException>().With.Message.EqualTo($"{path}: {message}"));
    }

    [TestCase(-1, false)]
    [TestCase(0, true)]
    [TestCase(6, true)]
    public void A_vocabulary_may_be_smaller_than_the_model_but_not_larger(int moreRows, bool loads)
    {
        string[] tokens = [.. File.ReadLines(Path.Combine(Shipped, "vocab.txt")).Take(300)];
        int rows = tokens.Length + moreRows;
        using var folder = new TemporaryFolder();
        TinyModels.Write(
            TinyModels.SqueezeBert with { ModelClass = ModelClass.SequenceClassification, VocabularySize = rows }, folder.Root);
        File.WriteAllLines(folder["vocab.txt"], tokens);
        if (loads)
        {
            TextClassifier.Load(folder.Root, DeviceKind.Cpu).Dispose();
            return;
        }

        Assert.That(
            () => TextClassifier.Load(folder.Root, DeviceKind.Cpu),
            Throws.TypeOf<TokenizerException>().With.Message.StartsWith(folder["vocab.txt"])
                .And.Message.Contains($"vocab_size in config.json is {rows}").And.Message.Contains($"found {tokens.Length} tokens"));
    }

    [Test]
    [NonParallelizable]
    public void Where_nothing_can_be_read_the_model_is_named_and_no_error_is_left_behind()
    {
        using var folder = new TemporaryFolder();
        var left = new List<string>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs error) => left.Add(error.Exception.ToString());
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            Assert.That(() => TextClassifier.Load(folder.Root, DeviceKind.Cpu), Throws.TypeOf<ConfigurationException>());
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.That(left, Has.None.Contains(folder.Root));
    }

    [TestCase(null, new[] { 0f, MathLog3 }, new[] { 0.25f, 0.75f })]
    [TestCase("single_label_classification", new[] { 1000f, 0f }, new[] { 1f, 0f })]
    [TestCase("multi_label_classification", new[] { 0f, MathLog3 }, new[] { 0.5f, 0.75f })]
    [TestCase(null, new[] { MathLog3 }, new[] { 0.75f })]
    [TestCase("regression", new[] { -7.5f }, new[] { -7.5f })]
    public void Logits_become_scores_as_the_problem_asks(string? problem, float[] logits, float[] expected)
    {
        ClassifierFunction.Apply(ModelConfiguration.SqueezeBertDefaults with { ProblemType = problem }, logits);
        Assert.That(logits, Is.EqualTo(expected).Within(1e-6f));
    }

    private const float MathLog3 = 1.0986123f;

    // System.Progress reports on another thread; a test wants to see the calls.
    private sealed class Progress(List<int> done) : IProgress<int>
    {
        public void Report(int value) => done.Add(value);
    }
}
