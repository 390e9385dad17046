using System.CommandLine;
using System.Diagnostics;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>bench</c>: how fast a model's forward pass is.</summary>
internal sealed class BenchCommand : ToolCommand
{
    private const int DefaultWarmup = 3;
    private const double DefaultSeconds = 3;
    private const int FewestRepeats = 5;
    private const int MostRuns = 1_000_000;

    private readonly Option<string?> model = ModelDirectory.Option();
    private readonly BatchOptions batch = new();

    private readonly Option<int?> repeats = Choice.Number("--repeats", "Time exactly N runs, instead of --seconds.", 1, MostRuns);

    private readonly Option<double?> seconds = Choice.Seconds(
        "--seconds", $"Time runs for T seconds, at least {FewestRepeats}. Default: {DefaultSeconds}.");

    private readonly Option<int?> warmup = Choice.Number(
        "--warmup", $"Runs that are not timed. Default: {DefaultWarmup}.", 0, MostRuns);

    public BenchCommand(CommonOptions common, ToolStreams streams)
        : base(
            "bench", "Times forward passes over random ids, host to host: inputs in, logits (of a trunk, last_hidden_state and " +
            "pooler_output) back. Loading is timed apart. Operations are the trunk's matrix products.",
            common, streams)
    {
        foreach (Option option in (Option[])[model, .. batch.All, repeats, seconds, warmup])
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["bench --batch 1 --sequence 128", "bench --model my-model --batch 32 --sequence 128 --device cpu --threads 2 --json"];

    protected override void Execute(Invocation invocation)
    {
        if (invocation.Has(repeats) && invocation.Has(seconds))
        {
            throw new UsageException("--repeats, --seconds: expected one of them, found both");
        }

        using Model loaded = Model.Load(ModelDirectory.Of(invocation, model));
        ModelInputs inputs = batch.RandomInputs(invocation, loaded.Configuration);
        var start = new StartTimes();
        using ComputeDevice device = start.Open(invocation);
        using ModelSession session = start.CreateSession(loaded, device, invocation.SessionOptions);
        Time(session, inputs, invocation.Get(warmup) ?? DefaultWarmup, double.PositiveInfinity, invocation.CancellationToken);
        List<double> times = invocation.Get(repeats) is { } exactly
            ? Time(session, inputs, exactly, double.PositiveInfinity, invocation.CancellationToken)
            : Time(session, inputs, int.MaxValue, invocation.Get(seconds) ?? DefaultSeconds, invocation.CancellationToken);
        var report = new BenchReport(loaded, session, inputs, times, start);
        if (invocation.IsJson)
        {
            JsonOutput.Document(invocation.Streams.Output, report.WriteJson);
        }
        else
        {
            report.Print(invocation.Streams);
        }
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
