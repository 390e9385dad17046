using System.Diagnostics;
using System.Globalization;
using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>Runs steps one after another. One that fails ends no other, and the report is written whenever it has grown.</summary>
/// <param name="deadline">Until when.</param>
/// <param name="write">Writes the report.</param>
/// <param name="progress">Where it says which step begins, and how each ended.</param>
internal sealed class StepRunner(Deadline deadline, Action<HardwareReport> write, TextWriter progress)
{
    /// <summary>Runs steps.</summary>
    /// <param name="steps">Which.</param>
    /// <param name="report">What is known.</param>
    /// <returns>What is known then.</returns>
    public HardwareReport Run(IEnumerable<IStep> steps, HardwareReport report)
    {
        foreach (IStep step in steps)
        {
            progress.WriteLine($"== {step.Name}");
            long start = Stopwatch.GetTimestamp();
            StepStatus status = StepStatus.Done;
            string? message = null;
            try
            {
                deadline.Check();
                foreach (HardwareReport longer in step.Run(report, deadline))
                {
                    report = longer;
                    write(report);
                }
            }
            catch (Exception error) when (Status(error) is { } ending)
            {
                status = ending;
                message = error.Message;
            }

            var outcome = new StepOutcome(step.Name, status, Stopwatch.GetElapsedTime(start).TotalSeconds, message);
            report = report.With(outcome);
            write(report);
            progress.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"== {outcome.Step}: {outcome.Status} in {outcome.Seconds:0.0} s {outcome.Message}"));
        }

        return report;
    }

    private static StepStatus? Status(Exception error) => error switch
    {
        LeftOutException => StepStatus.LeftOut,
        OutOfTimeException => StepStatus.OutOfTime,
        PackException or IOException or SqueezeBertException => StepStatus.Failed,
        _ => null,
    };
}
