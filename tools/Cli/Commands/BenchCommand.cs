using System.CommandLine;
using System.Diagnostics;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>bench</c>: how fast a model's forward pass is.</summary>
internal sealed class BenchCommand : ToolCommand
{
    private const int DefaultWarmup = 3;
    private const double DefaultSeconds = 3;
    private const int FewestRepeats = 5;
    private const int MostRuns = 1_000_000;

    // Passes back to back: the median of a few rounds, which together take about a third of the time for single runs.
    private const int Rounds = 3;
    private const double ShareOfRound = 0.1;

    private readonly Option<string?> model = ModelDirectory.Option();
    private readonly BatchOptions batch = new();
    private readonly ShapesOption shapes = new();

    private readonly Option<int?> repeats = Choice.Number("--repeats", "Time exactly N runs, instead of --seconds.", 1, MostRuns);

    private readonly Option<double?> seconds = Choice.Seconds(
        "--seconds", $"Time runs for T seconds, and at least {FewestRepeats} of them. Default: {DefaultSeconds}.");

    private readonly Option<int?> warmup = Choice.Number(
        "--warmup", $"Runs that are not timed. Default: {DefaultWarmup}.", 0, MostRuns);

    public BenchCommand(CommonOptions common, ToolStreams streams)
        : base(
            "bench", "Times forward passes over random ids, host to host: inputs in, logits (of a trunk, last_hidden_state and " +
            "pooler_output) back. Then it times passes back to back on the device: inputs and outputs stay there, and only the " +
            "last of some passes is waited for. Loading is timed apart. Operations are the trunk's matrix products.",
            common, streams)
    {
        foreach (Option option in (Option[])[model, .. batch.All, shapes.Option, repeats, seconds, warmup])
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "bench --batch 1 --sequence 128",
        "bench --model my-model --batch 32 --sequence 128 --device cpu --threads 2 --json",
        "bench --model my-model --shapes 1x16,1x128,32x128 --precision f16 --json",
    ];

    protected override void Execute(Invocation invocation)
    {
        if (invocation.Has(repeats) && invocation.Has(seconds))
        {
            throw new UsageException("--repeats, --seconds: expected one of them, found both");
        }

        if (invocation.Has(shapes.Option) && batch.Sizes.Any(invocation.Has))
        {
            throw new UsageException("--shapes: expected it alone, found it with --batch or --sequence");
        }

        using Model loaded = Model.Load(ModelDirectory.Of(invocation, model));
        long begin = Stopwatch.GetTimestamp();
        using ComputeDevice device = invocation.OpenDevice();
        TimeSpan opening = Stopwatch.GetElapsedTime(begin);
        TimeSpan compiled = device.CompilationTime;
        begin = Stopwatch.GetTimestamp();
        using ModelSession session = loaded.CreateSession(device, invocation.SessionOptions);
        var start = new StartTimes(
            opening, Stopwatch.GetElapsedTime(begin), device.CompilationTime - compiled, device.KernelCache);
        if (shapes.Read(invocation, loaded.Configuration) is not { } several)
        {
            BenchReport only = Measure(
                invocation, loaded, session, batch.Shape(invocation, loaded.Configuration), start);
            Show(only, invocation, () => JsonOutput.Document(invocation.Streams.Output, only.WriteJson));
            return;
        }

        using JsonOutput lines = JsonOutput.Lines(invocation.Streams.Output);
        foreach (BatchShape shape in several)
        {
            BenchReport report = Measure(invocation, loaded, session, shape, start);
            Show(report, invocation, () => lines.Write(report.WriteJson));
            invocation.Streams.Output.Flush();
        }
    }

    private static void Show(BenchReport report, Invocation invocation, Action writeJson)
    {
        if (invocation.IsJson)
        {
            writeJson();
        }
        else
        {
            report.Print(invocation.Streams);
        }
    }

    private BenchReport Measure(
        Invocation invocation, Model loaded, ModelSession session, BatchShape shape, StartTimes start)
    {
        ModelInputs inputs = batch.RandomInputs(invocation, loaded.Configuration, shape);
        double patience = invocation.Get(seconds) ?? DefaultSeconds;
        Time(session, inputs, invocation.Get(warmup) ?? DefaultWarmup, double.PositiveInfinity, invocation.CancellationToken);
        List<double> times = invocation.Get(repeats) is { } exactly
            ? Time(session, inputs, exactly, double.PositiveInfinity, invocation.CancellationToken)
            : Time(session, inputs, int.MaxValue, patience, invocation.CancellationToken);
        int passes = invocation.Get(repeats) ?? (int)Math.Clamp(ShareOfRound * patience / Median.Of(times), 1, MostRuns);
        double backToBack = Median.Of(Enumerable.Range(0, Rounds).Select(_ =>
        {
            invocation.CancellationToken.ThrowIfCancellationRequested();
            return session.TimeBackToBack(inputs, passes).TotalSeconds / passes;
        }));
        long bytes = session.Profile(inputs).Nodes.Sum(node => node.BytesMoved);
        return new BenchReport(loaded, session, inputs, times, backToBack, bytes, start);
    }

    // Runs until there are `most`, or until the time is over and there are enough for a spread.
    private static List<double> Time(
        ModelSession session, ModelInputs inputs, int most, double seconds, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        while (times.Count < most
            && (times.Count < FewestRepeats || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds))
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            session.Run(inputs);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return times;
    }
}
