using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SqueezeBert.Gpu.Cli.Input;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>classify</c>: texts in, labels out.</summary>
internal sealed class ClassifyCommand : ToolCommand
{
    private const int ChunkSize = 8 * TextClassifier.BatchSize;

    private readonly TextOptions texts = new();

    private readonly Option<string?> model = ModelDirectory.Option();

    private readonly Option<string?> output = new("--output")
    {
        Description = "A file to write as JSON Lines; it takes its name once it is complete. Default: stdout.",
        HelpName = "FILE",
    };

    private readonly Option<bool> allScores = new("--all-scores") { Description = "Also give the score of every label." };

    public ClassifyCommand(CommonOptions common, ToolStreams streams)
        : base(
            "classify", "Labels texts or pairs with a sequence-classification model. As JSON a line is " +
            "{\"text\", \"pair\", \"label\", \"score\", \"scores\", \"truncated\"}: pair, scores and truncated where they apply.",
            common, streams)
    {
        texts.AddTo(this);
        Options.Add(model);
        Options.Add(output);
        Options.Add(allScores);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "classify \"a charming and often affecting journey\"",
        "classify --input reviews.csv --text-column review --output labels.jsonl",
        "classify --input - --format jsonl --json < texts.jsonl",
    ];

    protected override void Execute(Invocation invocation)
    {
        string? path = invocation.Get(output);
        OutputFile.RefuseInput(output.Name, path, texts.File(invocation));
        using ITextSource source = texts.Open(invocation);
        using PendingFile? file = path is null ? null : PendingFile.Create(path);
        using ComputeDevice device = invocation.OpenDevice();
        using var classifier = TextClassifier.Load(
            ModelDirectory.Of(invocation, model), device, invocation.SessionOptions);
        using IClassificationWriter writer = file is null && !invocation.IsJson
            ? new ClassificationText(invocation.Streams.Output, invocation.Get(allScores))
            : new ClassificationLines(file?.Writer ?? invocation.Streams.Output, invocation.Get(allScores));
        var clock = Stopwatch.StartNew();
        ClassificationCount count = default;
        ToolStreams streams = invocation.Streams;
        bool isWatched = streams.ErrorIsTerminal && (file is not null || !streams.OutputIsTerminal) && source.Done is not null;
        ProgressBar.Run(
            isWatched, streams.Error, "classify", report => count = Run(invocation, source, classifier, writer, report));
        file?.Complete();
        if (path is not null && invocation.IsJson)
        {
            WriteSummary(streams.Output, path, count, clock.Elapsed, classifier.Device);
        }

        if (count.Truncated > 0)
        {
            invocation.Say(
                $"{count.Truncated} of {count.Texts} texts were longer than the model reads; their ends were not seen");
        }

        string done = path is null ? "" : string.Create(
            CultureInfo.InvariantCulture, $"{path}: {count.Texts} texts in {clock.Elapsed.TotalSeconds:0.0} s, ");
        invocation.Say($"{done}computed on {Quantity.Describe(classifier.Device)}");
    }

    private static ClassificationCount Run(
        Invocation invocation, ITextSource source, TextClassifier classifier, IClassificationWriter writer, Action<double> report)
    {
        ClassificationCount count = default;
        foreach (TextInput[] some in Chunks.Of(source.Read(), ChunkSize, source.IsLive, invocation.CancellationToken))
        {
            var results = classifier.Classify(some, progress: null, invocation.CancellationToken);
            for (int i = 0; i < some.Length; i++)
            {
                writer.Write(some[i], results[i]);
                count = new(count.Texts + 1, count.Truncated + (results[i].IsTruncated ? 1 : 0));
            }

            invocation.Streams.Output.Flush();
            report(source.Done ?? 0);
        }

        return count;
    }

    private static void WriteSummary(
        TextWriter output, string path, ClassificationCount count, TimeSpan elapsed, DeviceDescription device) =>
        JsonOutput.Document(output, json =>
        {
            json.WriteText("file", path);
            json.WriteNumber("texts", count.Texts);
            json.WriteNumber("truncated", count.Truncated);
            json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
            json.WriteDevice(device);
        });

    private readonly record struct ClassificationCount(long Texts, long Truncated);
}
