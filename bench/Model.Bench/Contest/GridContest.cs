using System.Diagnostics;
using SqueezeBert.Gpu.ModelBench.Results;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>
/// Forward passes over a grid of batch shapes. Every contestant has a process for as long as the thread count stays. At each
/// shape all must agree on the outputs; then they are warmed up; then they take turns, so that whatever else the machine does
/// meets all of them alike.
/// </summary>
internal sealed class GridContest(ContestOptions options, RivalLauncher launcher) : IContest
{
    private const int MostTurns = 10;
    private const int WarmupRuns = 3;
    private const double WarmupSeconds = 1;
    private const double SecondsBetweenTurns = 1.5;

    /// <inheritdoc/>
    public int Steps => options.Threads.Count * options.Grid.Count;

    /// <inheritdoc/>
    public double SecondsOfStep => options.Contestants.Count * (WarmupSeconds + options.Seconds + SecondsBetweenTurns);

    /// <inheritdoc/>
    public IEnumerable<Report> Run(Report report)
    {
        foreach (int threads in options.Threads)
        {
            using var processes = new RivalGroup(options.Contestants, launcher, threads);
            foreach (BatchShape shape in options.Grid)
            {
                report = report with { Grid = [.. report.Grid, Cell(threads, shape, processes)] };
                yield return report;
            }
        }
    }

    private GridCell Cell(int threads, BatchShape shape, RivalGroup processes)
    {
        Console.Error.WriteLine($"{shape}, {threads} threads");
        IReadOnlyList<double> differences = processes.CheckAgreement(processes.Each(process => Outputs(process, shape)));
        IReadOnlyList<double> estimates = processes.Each(WarmUp);
        var turns = new List<IReadOnlyList<double[]>>();
        while (turns.Count < Math.Min(MostTurns, options.Runs ?? MostTurns))
        {
            turns.Add(processes.Each((process, i) => process.Time(RunsInTurn(estimates[i]))));
        }

        return new GridCell(threads, shape, [.. processes.Contestants.Select((contestant, i) =>
            new GridEntry(contestant, differences[i], Summary.Of(turns.SelectMany(turn => turn[i]))))]);
    }

    private static float[] Outputs(RivalProcess process, BatchShape shape)
    {
        process.Prepare(shape);
        return process.Outputs();
    }

    // Until code is compiled and memory is where it will be. Returns the seconds of a run.
    private static double WarmUp(RivalProcess process)
    {
        long start = Stopwatch.GetTimestamp();
        double fastest = double.PositiveInfinity;
        do
        {
            fastest = Math.Min(fastest, process.Time(WarmupRuns).Min());
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmupSeconds);
        return fastest;
    }

    private int RunsInTurn(double estimate)
    {
        double wanted = options.Runs ?? (options.Seconds / estimate);
        return Math.Max(1, (int)Math.Ceiling(wanted / MostTurns));
    }
}
