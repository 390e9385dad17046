using System.CommandLine;
using System.CommandLine.Parsing;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.ModelBench.Contest;
using SqueezeBert.Gpu.ModelBench.Results;
using SqueezeBert.Gpu.ModelBench.Workers;

namespace SqueezeBert.Gpu.ModelBench;

/// <summary>The comparison, which is what the program does.</summary>
internal sealed class CompareCommand : RootCommand
{
    private readonly ListOption<BatchShape> grid = new(
        "--grid", "Batch x sequence.", "shapes such as 8x128", "1x16,1x128,8x128,1x384,1x512", BatchShape.TryParse);

    private readonly ListOption<int> threads = new(
        "--threads", "Threads of every rival.", "positive numbers", "1,2", Lists.TryPositive);

    private readonly ListOption<RivalKind> rivals = Lists.Words(
        "--rivals", "The engines.",
        ("ours", RivalKind.Ours), ("ort", RivalKind.OnnxRuntime), ("torch", RivalKind.PyTorch));

    private readonly ListOption<BenchModel> models = Lists.Words(
        "--models", "The models.", BenchModel.All.Select(model => (model.Name, model)));

    private readonly ListOption<ElementType> precisions = Lists.Words(
        "--precision", "How this engine stores weights; the others have f32.",
        ("f32", ElementType.F32), ("f16", ElementType.F16), ("bf16", ElementType.BF16));

    private readonly ListOption<ContestPart> parts = Lists.Words(
        "--parts", "What to measure: forward passes over the grid, real sentences, new processes.",
        ("grid", ContestPart.Grid), ("sentences", ContestPart.Sentences), ("starts", ContestPart.Starts));

    private readonly Option<double> seconds = new("--seconds")
    {
        Description = "How long each is timed at each shape.",
        HelpName = "T",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<int?> runs = new("--runs")
    {
        Description = "How often each runs at each shape, at least, instead of --seconds.",
        HelpName = "N",
    };

    private readonly Option<string> output = new("--out")
    {
        Description = "Where results are written, after each step.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ReportFiles.DefaultFolder,
    };

    private readonly Option<bool> print = new("--print") { Description = "Print the results, and write no files." };

    private readonly Option<string> cache = new("--cache")
    {
        Description = "Where models are kept.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ModelCache.DefaultFolder,
    };

    private readonly Option<string> python = new("--python")
    {
        Description = "The Python that has torch and onnx.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "/usr/bin/python3",
    };

    public CompareCommand()
        : base("Times this engine against ONNX Runtime and PyTorch on the CPU.")
    {
        foreach (Option option in (Option[])
            [grid, threads, rivals, models, precisions, parts, seconds, runs, output, print, cache, python])
        {
            Options.Add(option);
        }

        seconds.Validators.Add(result => Refuse(result, result.GetValueOrDefault<double>() > 0, "more than 0"));
        runs.Validators.Add(result => Refuse(result, result.GetValueOrDefault<int?>() is null or > 0, "at least 1"));
        Subcommands.Add(new WorkerCommand());
        SetAction(Compare);
    }

    private static void Refuse(OptionResult result, bool isRight, string expected)
    {
        if (!isRight)
        {
            result.AddError($"{result.Option.Name}: expected {expected}, found '{result.Tokens[0].Value}'");
        }
    }

    private void Compare(ParseResult arguments)
    {
        var options = new ContestOptions(
            Contestant.Of(models.Of(arguments), rivals.Of(arguments), precisions.Of(arguments)), grid.Of(arguments),
            threads.Of(arguments), arguments.GetValue(seconds), arguments.GetValue(runs));
        var peers = new Peers(arguments.GetRequiredValue(python));
        var launcher = new RivalLauncher(new ModelCache(arguments.GetRequiredValue(cache), peers), peers);
        IContest[] contests = [.. parts.Of(arguments).Distinct().Order().Select(part => Contest(part, options, launcher))];
        string? folder = arguments.GetValue(print) ? null : arguments.GetRequiredValue(output);
        var progress = new Progress(contests);
        var report = new Report(Machine.Current(), launcher.Engines, [], [], []);
        foreach (IContest contest in contests)
        {
            foreach (Report longer in contest.Run(report))
            {
                progress.Advance(contest);
                report = longer with { StepsLeft = progress.StepsLeft };
                if (folder is not null)
                {
                    ReportFiles.Write(report, folder);
                }

                Console.Error.WriteLine($"{progress}{(folder is null ? "" : $"; results so far are in {folder}")}");
            }
        }

        Console.Out.Write(MarkdownReport.Write(report));
    }

    private static IContest Contest(ContestPart part, ContestOptions options, RivalLauncher launcher) => part switch
    {
        ContestPart.Grid => new GridContest(options, launcher),
        ContestPart.Sentences => new SentenceContest(options, launcher),
        _ => new StartContest(options, launcher),
    };
}
