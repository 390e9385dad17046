using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>The processes of a <see cref="GridStep"/>. One that failed is started again for the next shape, but not for ever.</summary>
internal sealed class GridGroup(BenchModel model, GridWorkers workers, Deadline deadline) : IDisposable
{
    private const int MostFailures = 2;

    // Compiling for a shape takes PyTorch a minute or more; a big batch on a small device, some seconds a pass.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Dictionary<Entrant, Child> running = [];
    private readonly Dictionary<Entrant, int> failures = [];

    /// <summary>Times an entrant at a shape.</summary>
    /// <exception cref="OutOfTimeException">The time of the whole run is over.</exception>
    public (Timing? Timing, string? Error) Measure(Entrant entrant, BatchShape shape)
    {
        deadline.Check();
        if (failures.GetValueOrDefault(entrant) >= MostFailures)
        {
            return (null, $"not tried after {MostFailures} failures in a row");
        }

        using Deadline patience = deadline.Within(Patience);
        try
        {
            if (!running.TryGetValue(entrant, out Child? child))
            {
                child = workers.Start(entrant, model, deadline);
                running.Add(entrant, child);
            }

            var timing = PackJson.Read<Timing>(child.Ask($"{shape}", patience));
            failures.Remove(entrant);
            return (timing, null);
        }
        catch (Exception error) when (deadline.Outlasts(error))
        {
            failures[entrant] = failures.GetValueOrDefault(entrant) + 1;
            if (running.Remove(entrant, out Child? failed))
            {
                failed.Dispose();
            }

            return (null, error.Message);
        }
    }

    /// <summary>Ends the processes.</summary>
    public void Dispose()
    {
        foreach (Child child in running.Values)
        {
            child.Dispose();
        }
    }
}
