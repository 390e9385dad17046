using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.HardwarePack.Steps;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>Steps fail, lack something or take too long; the others run, and what there is is written.</summary>
public sealed class StepRunnerTests
{
    private static readonly HardwareReport Empty = new() { Engine = "", Date = default };

    [Test]
    public void A_step_that_fails_keeps_what_it_had_and_ends_no_other()
    {
        var written = new List<HardwareReport>();
        HardwareReport report = Run(
            written,
            new TestStep("breaks", Facts("one").Concat(Throwing(new PackException("broken")))),
            new TestStep("lacks", Throwing(new LeftOutException("no torch"))),
            new TestStep("works", Facts("two")));
        Assert.Multiple(() =>
        {
            Assert.That(report.Machine.Select(fact => fact.Name), Is.EqualTo(new[] { "one", "two" }));
            Assert.That(report.Steps.Select(step => (step.Step, step.Status, step.Message)), Is.EqualTo(new[]
            {
                ("breaks", StepStatus.Failed, "broken"), ("lacks", StepStatus.LeftOut, "no torch"), ("works", StepStatus.Done, null),
            }));
            Assert.That(written, Has.Count.EqualTo(5), "after each result and after each step");
            Assert.That(written[^1], Is.EqualTo(report));
        });
    }

    [Test]
    public void When_the_time_is_over_no_step_begins()
    {
        using var deadline = new Deadline(TimeSpan.FromHours(1));
        var steps = new IStep[] { new TestStep("last", Ending(deadline)), new TestStep("late", Facts("never")) };
        HardwareReport report = new StepRunner(deadline, _ => { }, TextWriter.Null).Run(steps, Empty);
        Assert.That(
            report.Steps.Select(step => step.Status), Is.EqualTo(new[] { StepStatus.OutOfTime, StepStatus.OutOfTime }));
        Assert.That(report.Machine, Is.Empty);
    }

    [Test]
    public void A_mistake_of_ours_is_not_taken_for_a_failed_step() => Assert.That(
        () => Run([], new TestStep("wrong", Throwing(new InvalidCastException()))), Throws.TypeOf<InvalidCastException>());

    [Test]
    public void The_outcome_of_a_step_that_runs_again_takes_the_place_of_the_first()
    {
        HardwareReport twice = Empty.With(new("a", StepStatus.Failed, 1, "x")).With(new("b", StepStatus.Done, 1, null))
            .With(new("a", StepStatus.Done, 2, null));
        Assert.That(
            twice.Steps.Select(step => (step.Step, step.Status)),
            Is.EqualTo(new[] { ("b", StepStatus.Done), ("a", StepStatus.Done) }));
    }

    private static HardwareReport Run(List<HardwareReport> written, params IStep[] steps)
    {
        using var deadline = new Deadline(TimeSpan.FromHours(1));
        return new StepRunner(deadline, written.Add, TextWriter.Null).Run(steps, Empty);
    }

    private static IEnumerable<Fact> Facts(string name) => [new Fact(name, "")];

    private static IEnumerable<Fact> Throwing(Exception error)
    {
        foreach (int _ in (ReadOnlySpan<int>)[])
        {
            yield break;
        }

        throw error;
    }

    private static IEnumerable<Fact> Ending(Deadline deadline)
    {
        deadline.End();
        deadline.Check();
        yield break;
    }
}
