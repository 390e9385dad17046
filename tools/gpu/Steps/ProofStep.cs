using System.Diagnostics;
using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>Runs the tests of an assembly for one device, a process for each fixture.</summary>
/// <param name="name">The step's name.</param>
/// <param name="assembly">The tests' assembly.</param>
/// <param name="category">The device, as the tests call it.</param>
internal sealed class ProofStep(string name, string assembly, string category) : IStep
{
    /// <summary>Tests of operators.</summary>
    public const string Operators = "SqueezeBert.Gpu.Kernels.Tests";

    /// <summary>Tests of whole models.</summary>
    public const string Models = "SqueezeBert.Gpu.Runtime.Tests";

    private const int LongestMessage = 600;

    // A kernel that never ends must not take the time of all others.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline)
    {
        string list = Child.Run(Programs.Own(ProveCommand.List(assembly, category)), name, deadline);
        int broken = 0;
        foreach (string line in list.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            TestFixtureLine fixture = PackJson.Read<TestFixtureLine>(line);
            if (!report.Proofs.Any(proof => proof.IsWhole && Is(proof, fixture)))
            {
                ProofEntry entry = Prove(fixture, deadline);
                broken += entry.IsWhole ? 0 : 1;
                report = report with { Proofs = [.. report.Proofs.Where(proof => !Is(proof, fixture)), entry] };
                yield return report;
                deadline.Check();
            }
        }

        if (broken > 0)
        {
            throw new PackException($"{broken} fixtures failed; the proofs say why");
        }
    }

    private bool Is(ProofEntry proof, TestFixtureLine fixture) =>
        proof.Category == category && proof.Fixture == Short(fixture.Fixture);

    private ProofEntry Prove(TestFixtureLine fixture, Deadline deadline)
    {
        var results = new List<TestResultLine>();
        var failures = new List<ProofFailure>();
        long start = Stopwatch.GetTimestamp();
        using Deadline patience = deadline.Within(Patience);
        try
        {
            using Child child = Child.Start(
                Programs.Own(ProveCommand.Run(assembly, category, fixture.Fixture)), Short(fixture.Fixture), patience);
            results.AddRange(child.Lines().Select(PackJson.Read<TestResultLine>));
        }
        catch (Exception error) when (error is PackException or OutOfTimeException)
        {
            failures.Add(new ProofFailure("the process", error.Message));
        }

        return new ProofEntry(
            category, Short(fixture.Fixture), fixture.Tests, results.Count(one => one.Outcome == TestOutcome.Passed),
            results.Count(one => one.Outcome == TestOutcome.Skipped), Stopwatch.GetElapsedTime(start).TotalSeconds,
            [.. results.Where(one => one.Outcome == TestOutcome.Failed).Select(Failure), .. failures]);
    }

    private static ProofFailure Failure(TestResultLine result)
    {
        string message = result.Message ?? "";
        return new ProofFailure(result.Test, message.Length > LongestMessage ? message[..LongestMessage] + "..." : message);
    }

    private static string Short(string fixture) => fixture[(fixture.LastIndexOf('.') + 1)..];
}
