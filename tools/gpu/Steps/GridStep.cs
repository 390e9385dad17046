using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.ModelBench.Contest;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>
/// Times a model over batch shapes. Every entrant has a process for as long as the step takes; at each shape they take turns, so
/// that clocks and temperature meet all of them alike.
/// </summary>
/// <param name="name">The step's name.</param>
/// <param name="model">The model.</param>
/// <param name="entrants">Who takes part, in the order of their turns; asked for when the step begins.</param>
/// <param name="workers">Starts entrants.</param>
/// <param name="shapes">The batch shapes, those that matter most first.</param>
internal sealed class GridStep(
    string name, BenchModel model, Func<Deadline, IReadOnlyList<Entrant>> entrants, GridWorkers workers,
    IReadOnlyList<BatchShape> shapes) : IStep
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline)
    {
        IReadOnlyList<Entrant> all = entrants(deadline);
        ModelStatistics statistics = ModelStatistics.For(model.Configuration);
        using var group = new GridGroup(model, workers, deadline);
        int failures = 0;
        foreach (BatchShape shape in shapes)
        {
            foreach (Entrant entrant in all.Where(one => !report.Grid.Any(entry => Is(entry, one, shape) && entry.Timing is not null)))
            {
                (Timing? timing, string? error) = group.Measure(entrant, shape);
                failures += timing is null ? 1 : 0;
                var entry = new GridEntry(
                    entrant, shape.Batch, shape.Sequence, statistics.FloatingPointOperations(shape.Batch, shape.Sequence), timing,
                    error);
                report = report with { Grid = [.. report.Grid.Where(old => !Is(old, entrant, shape)), entry] };
                yield return report;
            }
        }

        if (failures > 0)
        {
            throw new PackException($"{failures} measurements failed; the grid says why");
        }
    }

    private static bool Is(GridEntry entry, Entrant entrant, BatchShape shape) =>
        entry.Entrant == entrant && entry.Batch == shape.Batch && entry.Sequence == shape.Sequence;
}
