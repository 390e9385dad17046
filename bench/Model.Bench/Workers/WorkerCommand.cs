using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary><c>worker</c>: one rival's process, which the comparison starts.</summary>
internal sealed class WorkerCommand : Command
{
    private const string Word = "worker";

    private readonly Argument<RivalKind> rival = new("rival");
    private readonly Argument<string> path = new("path");
    private readonly Argument<int> threads = new("threads");
    private readonly Argument<ElementType> precision = new("precision");

    public WorkerCommand()
        : base(Word, "One rival's process: requests on stdin, replies on stdout.")
    {
        Hidden = true;
        Arguments.Add(rival);
        Arguments.Add(path);
        Arguments.Add(threads);
        Arguments.Add(precision);
        SetAction(Serve);
    }

    /// <summary>Starts this program as a worker.</summary>
    /// <param name="rival">The engine: ours or ONNX Runtime.</param>
    /// <param name="path">The model directory or the ONNX file.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="precision">How ours stores weights.</param>
    public static ProcessStartInfo Start(RivalKind rival, string path, int threads, ElementType precision)
    {
        string program = Environment.ProcessPath!;
        string own = typeof(WorkerCommand).Assembly.Location;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(
            program,
            [
                .. isHost ? [own] : (string[])[], Word, $"{rival}", path, threads.ToString(CultureInfo.InvariantCulture),
                $"{precision}",
            ]);
    }

    private void Serve(ParseResult arguments)
    {
        string model = arguments.GetRequiredValue(path);
        int count = arguments.GetRequiredValue(threads);
        new Worker(Console.In, Console.Out).Serve(() => arguments.GetRequiredValue(rival) switch
        {
            RivalKind.Ours => new EngineRival(model, count, arguments.GetRequiredValue(precision)),
            RivalKind.OnnxRuntime => new OnnxRuntimeRival(model, count),
            RivalKind other => throw new ArgumentException($"{other} is not a rival of this program"),
        });
    }
}
