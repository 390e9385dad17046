using System.CommandLine;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>profile</c>: where the time of a forward pass goes.</summary>
internal sealed class ProfileCommand : ToolCommand
{
    private const int DefaultRuns = 10;
    private const int DefaultWarmup = 3;
    private const int MostRuns = 10_000;

    private readonly Option<string?> model = ModelDirectory.Option();
    private readonly BatchOptions batch = new();
    private readonly Option<int?> runs = Choice.Number("--runs", $"Runs that are timed. Default: {DefaultRuns}.", 1, MostRuns);

    private readonly Option<int?> warmup = Choice.Number(
        "--warmup", $"Runs that are not timed. Default: {DefaultWarmup}.", 0, MostRuns);

    private readonly Option<bool> byNode = new("--by-node")
    {
        Description = "List every node of the graph instead of the kinds of operations; JSON always has both.",
    };

    private readonly Option<string?> trace = new("--trace")
    {
        Description = "Also write a trace of every node and run, for chrome://tracing or Perfetto.",
        HelpName = "FILE",
    };

    public ProfileCommand(CommonOptions common, ToolStreams streams)
        : base(
            "profile", "Times each operation of forward passes over random ids. Every node is waited for, so that the whole is " +
            "slower than what bench measures, above all on a GPU. A node's time is its median over the runs; its bytes are its " +
            "inputs, weights and results, each moved once by each launch; its kernel is for tensor cores, a portable one or " +
            "code of the host.",
            common, streams)
    {
        foreach (Option option in (Option[])[model, .. batch.All, runs, warmup, byNode, trace])
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "profile --batch 1 --sequence 128",
        "profile --model my-model --sequence 384 --by-node --device cpu --threads 2",
        "profile --model my-model --runs 20 --trace trace.json --json",
    ];

    protected override void Execute(Invocation invocation)
    {
        using Model loaded = Model.Load(ModelDirectory.Of(invocation, model));
        ModelInputs inputs = batch.RandomInputs(invocation, loaded.Configuration);
        string? traceFile = invocation.Get(trace);
        using PendingFile? pending = traceFile is null ? null : PendingFile.Create(traceFile);
        using ComputeDevice device = invocation.OpenDevice();
        using ModelSession session = loaded.CreateSession(device, invocation.SessionOptions);
        Run(session, inputs, invocation.Get(warmup) ?? DefaultWarmup, invocation.CancellationToken);
        RunProfile[] profiles = Run(session, inputs, invocation.Get(runs) ?? DefaultRuns, invocation.CancellationToken);
        if (pending is not null)
        {
            ChromeTrace.Write(pending.Writer, $"squeezebert: {loaded.Location}", Quantity.Describe(session.Device), profiles);
            pending.Complete();
        }

        var report = new ProfileReport(loaded, session, profiles, traceFile);
        if (invocation.IsJson)
        {
            JsonOutput.Document(invocation.Streams.Output, report.WriteJson);
        }
        else
        {
            report.Print(invocation.Streams, invocation.Get(byNode));
        }
    }

    private static RunProfile[] Run(ModelSession session, ModelInputs inputs, int count, CancellationToken cancellationToken)
    {
        var profiles = new RunProfile[count];
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            profiles[i] = session.Profile(inputs);
        }

        return profiles;
    }
}
