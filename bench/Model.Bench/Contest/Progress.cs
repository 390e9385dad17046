using System.Diagnostics;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>How far the comparison is, and about how long it still takes.</summary>
internal sealed class Progress(IReadOnlyCollection<IContest> contests)
{
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly int steps = contests.Sum(contest => contest.Steps);
    private readonly double seconds = contests.Sum(contest => contest.Steps * contest.SecondsOfStep);
    private int stepsDone;
    private double secondsDone;

    /// <summary>Steps that are not done.</summary>
    public int StepsLeft => steps - stepsDone;

    /// <summary>Counts a step.</summary>
    public void Advance(IContest contest)
    {
        stepsDone++;
        secondsDone += contest.SecondsOfStep;
    }

    /// <summary>Where it stands, for people. What is left is as much slower than was thought as what is done.</summary>
    public override string ToString()
    {
        double minutes = Stopwatch.GetElapsedTime(start).TotalMinutes;
        double left = minutes * (seconds - secondsDone) / secondsDone;
        return $"{stepsDone} of {steps} steps in {minutes:0.0} minutes, about {left:0.0} left";
    }
}
