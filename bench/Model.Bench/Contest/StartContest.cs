using SqueezeBert.Gpu.ModelBench.Results;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>
/// What a new process costs: loading, the first forward pass against a warm one, and the most memory. Each process runs one
/// case and ends; contestants take turns.
/// </summary>
internal sealed class StartContest(ContestOptions options, RivalLauncher launcher) : IContest
{
    private const int Starts = 3;
    private const int WarmupRuns = 20;
    private const int WarmRuns = 10;
    private const double SecondsOfStart = 5;

    private static readonly BatchShape Shape = new(1, 128);

    /// <inheritdoc/>
    public int Steps => options.Threads.Count;

    /// <inheritdoc/>
    public double SecondsOfStep => options.Contestants.Count * Starts * SecondsOfStart;

    /// <inheritdoc/>
    public IEnumerable<Report> Run(Report report)
    {
        foreach (int threads in options.Threads)
        {
            report = report with { Starts = [.. report.Starts, .. Measure(threads)] };
            yield return report;
        }
    }

    private IEnumerable<StartEntry> Measure(int threads)
    {
        Console.Error.WriteLine($"starts, {threads} threads");
        var starts = new List<StartEntry>();
        for (int start = 0; start < Starts; start++)
        {
            starts.AddRange(options.Contestants.Select(contestant => Start(contestant, threads)));
        }

        return [.. starts.GroupBy(start => start.Contestant).Select(group => new StartEntry(
            threads, Shape, group.Key, Median(group, start => start.LoadSeconds), Median(group, start => start.FirstSeconds),
            Median(group, start => start.WarmSeconds), Median(group, start => start.PeakBytes)))];
    }

    private StartEntry Start(Contestant contestant, int threads)
    {
        using RivalProcess process = launcher.Start(contestant, threads);
        process.Prepare(Shape);
        double first = process.Time(1)[0];
        process.Time(WarmupRuns);
        double warm = Summary.Of(process.Time(WarmRuns)).Median;
        return new StartEntry(threads, Shape, contestant, process.LoadSeconds, first, warm, process.PeakBytes());
    }

    private static double Median(IEnumerable<StartEntry> starts, Func<StartEntry, double> figure) =>
        Summary.Of(starts.Select(figure)).Median;
}
