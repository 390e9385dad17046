using SqueezeBert.Gpu.ModelBench.Results;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>A part of the comparison, measured step by step: a run that is stopped keeps the steps that are done.</summary>
internal interface IContest
{
    /// <summary>How many steps it has.</summary>
    int Steps { get; }

    /// <summary>What a step takes, roughly; 0 only where there are no steps.</summary>
    double SecondsOfStep { get; }

    /// <summary>Measures, a step whenever the next report is asked for.</summary>
    /// <param name="report">What was measured before.</param>
    /// <returns>After each step, all that was measured so far.</returns>
    IEnumerable<Report> Run(Report report);
}
