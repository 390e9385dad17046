using System.Diagnostics;
using SqueezeBert.Gpu.ModelBench.Results;
using SqueezeBert.Gpu.ModelBench.Workers;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>
/// Forward passes over a grid of batch shapes. Every contestant has a process for as long as the thread count stays. At each
/// shape all must agree on the outputs; then they are warmed up; then they take turns, so that whatever else the machine does
/// meets all of them alike.
/// </summary>
internal sealed class GridContest(ContestOptions options, RivalLauncher launcher)
{
    private const int Turns = 10;
    private const int WarmupRuns = 3;
    private const double WarmupSeconds = 1;

    /// <summary>Runs the whole grid.</summary>
    public IReadOnlyList<GridCell> Run() => [.. options.Threads.SelectMany(Run)];

    private List<GridCell> Run(int threads)
    {
        var processes = new List<RivalProcess>();
        try
        {
            foreach (Contestant contestant in options.Contestants)
            {
                processes.Add(launcher.Start(contestant, threads));
            }

            return [.. options.Grid.Select(shape => Cell(threads, shape, processes))];
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
    }

    private GridCell Cell(int threads, BatchShape shape, List<RivalProcess> processes)
    {
        Console.Error.WriteLine($"{shape}, {threads} threads");
        processes.ForEach(process => process.Prepare(shape));
        List<double> differences = CheckAgreement(processes);
        List<double> estimates = [.. processes.Select(WarmUp)];
        var seconds = processes.ConvertAll(_ => new List<double>());
        for (int turn = 0; turn < Math.Min(Turns, options.Runs ?? Turns); turn++)
        {
            for (int i = 0; i < processes.Count; i++)
            {
                seconds[i].AddRange(processes[i].Time(RunsInTurn(estimates[i])));
            }
        }

        return new GridCell(threads, shape, [.. processes.Select((process, i) =>
            new GridEntry(process.Contestant, differences[i], Summary.Of(seconds[i])))]);
    }

    // Each model's engines are held against one that is not ours, where one takes part.
    private static List<double> CheckAgreement(List<RivalProcess> processes)
    {
        List<ForwardOutputs> outputs = processes.ConvertAll(process => process.Outputs());
        return [.. processes.Select((process, i) =>
        {
            Contestant contestant = process.Contestant;
            int reference = processes.FindIndex(other => other.Contestant == Reference(processes, contestant.Model));
            return Agreement.Check(processes[reference].Contestant, outputs[reference], contestant, outputs[i]);
        })];
    }

    private static Contestant Reference(List<RivalProcess> processes, BenchModel model)
    {
        List<Contestant> candidates = [.. processes.Select(process => process.Contestant).Where(one => one.Model == model)];
        return candidates.Find(one => one.Rival != RivalKind.Ours) ?? candidates[0];
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
        return Math.Max(1, (int)Math.Ceiling(wanted / Turns));
    }
}
