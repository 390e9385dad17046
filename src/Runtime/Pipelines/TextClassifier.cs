using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Pipelines;

/// <summary>
/// Text in, labels out: a tokenizer, a model with a sequence-classification head and a device. Safe to call from several
/// threads, which take turns on the device.
/// </summary>
/// <example>
/// <code>
/// using var classifier = TextClassifier.Load("path/to/model");
/// Classification result = classifier.Classify("a charming and often affecting journey");
/// Console.WriteLine($"{result.Label} {result.Score:P1}");
/// </code>
/// </example>
public sealed class TextClassifier : IDisposable
{
    /// <summary>Texts that run together when many are given.</summary>
    public const int BatchSize = 32;

    private readonly Model model;
    private readonly BertTokenizer tokenizer;
    private readonly ModelSession session;
    private readonly ComputeDevice? ownedDevice;
    private readonly EncodeOptions options;

    private TextClassifier(Model model, BertTokenizer tokenizer, ModelSession session, ComputeDevice? ownedDevice)
    {
        this.model = model;
        this.tokenizer = tokenizer;
        this.session = session;
        this.ownedDevice = ownedDevice;
        int limit = Math.Min(model.Configuration.MaximumPositions, tokenizer.ModelMaxLength ?? int.MaxValue);
        options = new EncodeOptions { Truncation = TruncationStrategy.LongestFirst, MaxLength = limit };
    }

    /// <summary>The labels, in the order of their ids.</summary>
    public ImmutableArray<string> Labels => model.Configuration.Labels;

    /// <summary>The device that computes.</summary>
    public DeviceDescription Device => session.Device;

    /// <summary>Loads a model directory and opens a device for it.</summary>
    /// <param name="directory">A Hugging Face model directory with a sequence-classification head and a tokenizer.</param>
    /// <param name="device">Which device.</param>
    /// <param name="options">How the model is brought there.</param>
    /// <exception cref="SqueezeBertException">The directory, the model or the device is not what it must be.</exception>
    public static TextClassifier Load(
        string directory, DeviceKind device = DeviceKind.Auto, SessionOptions? options = null)
    {
        ComputeDevice opened = ComputeDevices.Open(device);
        try
        {
            return Load(directory, opened, options, opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Loads a model directory onto a device that the caller owns.</summary>
    /// <param name="directory">A Hugging Face model directory with a sequence-classification head and a tokenizer.</param>
    /// <param name="device">Where it runs; must outlive the classifier.</param>
    /// <param name="options">How the model is brought there.</param>
    /// <exception cref="SqueezeBertException">The directory or the model is not what it must be.</exception>
    public static TextClassifier Load(string directory, ComputeDevice device, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Load(directory, device, options, null);
    }

    /// <summary>Classifies a text or a pair of texts. What is longer than the model reads is cut off, and the result says so.</summary>
    public Classification Classify(string text, string? pair = null) => Classify([new TextInput(text, pair)])[0];

    /// <summary>Classifies many texts, in batches.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="progress">Told after each batch how many texts are done.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>One result a text, in order.</returns>
    public ImmutableArray<Classification> Classify(
        IReadOnlyList<TextInput> texts, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ImmutableArray<Classification>.Builder results = ImmutableArray.CreateBuilder<Classification>(texts.Count);
        for (int start = 0; start < texts.Count; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ClassifyBatch(texts, start, Math.Min(texts.Count, start + BatchSize), results);
            progress?.Report(results.Count);
        }

        return results.MoveToImmutable();
    }

    /// <summary>Classifies many texts, in batches.</summary>
    /// <param name="texts">The texts, each by itself.</param>
    /// <param name="progress">Told after each batch how many texts are done.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>One result a text, in order.</returns>
    [OverloadResolutionPriority(-1)] // a collection expression, the empty one too, is a list of inputs
    public ImmutableArray<Classification> Classify(
        IEnumerable<string> texts, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        TextInput[] inputs = [.. texts.Select(text => new TextInput(text))];
        return Classify(inputs, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => Disposal.Of(session, model, ownedDevice);

    private static TextClassifier Load(
        string directory, ComputeDevice device, SessionOptions? options, ComputeDevice? ownedDevice)
    {
        // The vocabulary and the weights have nothing to do with each other, and either takes a while to read.
        var reading = Task.Run(() => BertTokenizer.Load(directory));
        Model? model = null;
        ModelSession? session = null;
        try
        {
            model = Model.Load(directory);
            RequireClassifier(model);
            session = model.CreateSession(device, options);
            BertTokenizer tokenizer = reading.GetAwaiter().GetResult();
            RequireVocabulary(model, tokenizer);
            return new TextClassifier(model, tokenizer, session, ownedDevice);
        }
        catch
        {
            // What failed first is thrown; the other error, if there is one, is looked at and nothing reads on behind the caller's back.
            ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            Disposal.Of(session, model);
            throw;
        }
    }

    private static void RequireClassifier(Model model)
    {
        if (model.Class != ModelClass.SequenceClassification)
        {
            ModelConfiguration configuration = model.Configuration;
            string found = configuration.NamesNoClass
                ? "is missing"
                : $"starts with '{ArchitectureNames.Of(configuration.ModelType, configuration.ModelClass)}'";
            string expected = ArchitectureNames.Of(configuration.ModelType, ModelClass.SequenceClassification);
            throw new ConfigurationException(
                Path.Combine(model.Location, ModelConfiguration.FileName), "architectures", $"{found}, expected '{expected}'");
        }
    }

    // A model may have more rows than the vocabulary has tokens, as the genuine one does.
    private static void RequireVocabulary(Model model, BertTokenizer tokenizer)
    {
        int rows = model.Configuration.VocabularySize;
        if (tokenizer.LastId >= rows)
        {
            throw new TokenizerException(
                $"{tokenizer.Source}: expected ids 0 to {rows - 1} (vocab_size in {ModelConfiguration.FileName} is {rows}), " +
                $"found {tokenizer.VocabularySize} tokens with ids up to {tokenizer.LastId}");
        }
    }

    private void ClassifyBatch(
        IReadOnlyList<TextInput> texts, int start, int end, ImmutableArray<Classification>.Builder results)
    {
        var encodings = new Encoding[end - start];
        for (int i = 0; i < encodings.Length; i++)
        {
            TextInput input = texts[start + i];
            encodings[i] = tokenizer.Encode(input.Text, input.Pair, options);
        }

        OutputTensor logits = session.Run(EncodedBatch.From(encodings)).Logits;
        int labels = logits.Shape[1];
        for (int i = 0; i < encodings.Length; i++)
        {
            Span<float> scores = logits.Values.AsSpan(i * labels, labels);
            ClassifierFunction.Apply(model.Configuration, scores);
            var named = new LabelScore[labels];
            for (int label = 0; label < labels; label++)
            {
                named[label] = new LabelScore(Labels[label], scores[label]);
            }

            results.Add(new Classification([.. named.OrderByDescending(score => score.Score)], encodings[i].IsTruncated));
        }
    }
}
