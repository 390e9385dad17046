using System.CommandLine;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.ModelBench.Contest;
using SqueezeBert.Gpu.ModelBench.Results;
using SqueezeBert.Gpu.ModelBench.Workers;

namespace SqueezeBert.Gpu.ModelBench;

/// <summary>The comparison, which is what the program does.</summary>
internal sealed class CompareCommand : RootCommand
{
    private readonly Option<IReadOnlyList<BatchShape>> grid = Lists.Of(
        "--grid", "Batch x sequence.", "shapes such as 8x128", "1x16,1x128,8x128,1x384,1x512", BatchShape.Parse);

    private readonly Option<IReadOnlyList<int>> threads = Lists.Of(
        "--threads", "Threads of every rival.", "positive numbers", "1,2", Lists.Positive);

    private readonly Option<IReadOnlyList<RivalKind>> rivals = Lists.Words(
        "--rivals", "The engines.",
        ("ours", RivalKind.Ours), ("ort", RivalKind.OnnxRuntime), ("torch", RivalKind.PyTorch));

    private readonly Option<IReadOnlyList<int>> models = Lists.Words(
        "--models", "The models.", [.. BenchModel.All.Select((model, index) => (model.Name, index))]);

    private readonly Option<IReadOnlyList<ElementType>> precisions = Lists.Words(
        "--precision", "How this engine stores weights; the others have f32.",
        ("f32", ElementType.F32), ("f16", ElementType.F16), ("bf16", ElementType.BF16));

    private readonly Option<IReadOnlyList<ContestPart>> parts = Lists.Words(
        "--parts", "What to measure: forward passes over the grid, real sentences, new processes.",
        ("grid", ContestPart.Grid), ("sentences", ContestPart.Sentences), ("starts", ContestPart.Starts));

    private readonly Option<double> seconds = new("--seconds")
    {
        Description = "How long each is timed at each shape. Default: 3.",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<int?> runs = new("--runs") { Description = "How often each runs at each shape, instead of --seconds." };

    private readonly Option<string> output = new("--out")
    {
        Description = "Where results are written. Default: bench/results.",
        DefaultValueFactory = _ => ReportFiles.DefaultFolder,
    };

    private readonly Option<bool> print = new("--print") { Description = "Print the results, and write no files." };

    private readonly Option<string> cache = new("--cache")
    {
        Description = $"Where models are kept. Default: {ModelCache.DefaultFolder}.",
        DefaultValueFactory = _ => ModelCache.DefaultFolder,
    };

    private readonly Option<string> python = new("--python")
    {
        Description = "The Python that has torch and onnx. Default: /usr/bin/python3.",
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

        Subcommands.Add(new WorkerCommand());
        SetAction(Compare);
    }

    private void Compare(ParseResult arguments)
    {
        var options = new ContestOptions(
            Contestant.Of(
                arguments.GetRequiredValue(models).Select(index => BenchModel.All[index]), arguments.GetRequiredValue(rivals),
                arguments.GetRequiredValue(precisions)),
            arguments.GetRequiredValue(grid), arguments.GetRequiredValue(threads), arguments.GetValue(seconds),
            arguments.GetValue(runs));
        var peers = new Peers(arguments.GetRequiredValue(python));
        var launcher = new RivalLauncher(new ModelCache(arguments.GetRequiredValue(cache), peers), peers);
        var machine = Machine.Current();
        IReadOnlyList<ContestPart> wanted = arguments.GetRequiredValue(parts);
        IReadOnlyList<GridCell> cells = wanted.Contains(ContestPart.Grid) ? new GridContest(options, launcher).Run() : [];
        IReadOnlyList<SentenceEntry> sentences =
            wanted.Contains(ContestPart.Sentences) ? new SentenceContest(options, launcher).Run() : [];
        IReadOnlyList<StartEntry> starts =
            wanted.Contains(ContestPart.Starts) ? new StartContest(options, launcher).Run() : [];
        var report = new Report(machine, launcher.Engines, cells, starts, sentences);
        Console.Out.Write(MarkdownReport.Write(report));
        if (!arguments.GetValue(print))
        {
            ReportFiles.Write(report, arguments.GetRequiredValue(output));
        }
    }
}
