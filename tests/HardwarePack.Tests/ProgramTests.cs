using System.Diagnostics;
using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.HardwarePack.Steps;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>The built program, with its children, on the CPU.</summary>
public sealed class ProgramTests
{
    [Test]
    public void It_writes_what_it_found_and_goes_on_from_what_it_wrote()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["--device", "cpu", "--steps", "machine", "--python", "no-such-python", "--out", folder.Root];
        Run(arguments);
        string json = Directory.GetFiles(folder.Root, "*.json").Single();
        HardwareReport report = PackJson.Read<HardwareReport>(File.ReadAllText(json));
        Assert.Multiple(() =>
        {
            Assert.That(report.Engine, Does.StartWith("0.1.0"));
            Assert.That(report.Steps.Single().Status, Is.EqualTo(StepStatus.Done));
            Assert.That(report.Machine, Has.Member(new Fact("kind", "Cpu")));
            Assert.That(report.Machine[^1].Value, Is.EqualTo("none: no-such-python does not start: No such file or directory"));
        });

        File.WriteAllText(json, PackJson.Document(report with { Ceiling = Samples.Report.Ceiling }));
        Run([.. arguments, "--continue", json]);
        Assert.That(PackJson.Read<HardwareReport>(File.ReadAllText(json)).Ceiling, Is.EqualTo(Samples.Report.Ceiling));
    }

    [Test]
    public void A_fixture_runs_as_many_tests_as_the_list_says_and_each_is_a_line()
    {
        const string Fixture = "SqueezeBert.Gpu.Kernels.Tests.Problems.L2NormalizeProblems";
        TestFixtureLine listed = Run(ProveCommand.List(ProofStep.Operators, "Host")).Select(PackJson.Read<TestFixtureLine>)
            .Single(line => line.Fixture == Fixture);
        TestResultLine[] results =
            [.. Run(ProveCommand.Run(ProofStep.Operators, "Host", Fixture)).Select(PackJson.Read<TestResultLine>)];
        Assert.Multiple(() =>
        {
            Assert.That(results, Has.Length.EqualTo(listed.Tests).And.Length.GreaterThan(2));
            Assert.That(results.Select(result => result.Outcome), Is.All.EqualTo(TestOutcome.Passed));
            Assert.That(results.Select(result => result.Test), Is.Unique.And.All.Contains("host"));
        });
    }

    [Test]
    public void It_runs_the_tool()
    {
        Assert.That(Run(["tool", "--version"]).Single(), Does.StartWith("0.1.0"));
    }

    private static string[] Run(IEnumerable<string> arguments)
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(5));
        string program = Path.Combine(TestContext.CurrentContext.TestDirectory, "hardware-pack.dll");
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Child.Run(new ProcessStartInfo(dotnet, [program, .. arguments]), "the program", deadline)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
