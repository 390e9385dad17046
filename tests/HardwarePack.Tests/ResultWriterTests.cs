using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>What is written of a test's end.</summary>
public sealed class ResultWriterTests
{
    private static readonly (ResultState State, TestOutcome Outcome)[] Ends =
    [
        (ResultState.Success, TestOutcome.Passed), (ResultState.Failure, TestOutcome.Failed),
        (ResultState.Error, TestOutcome.Failed), (ResultState.SetUpError, TestOutcome.Failed),
        (ResultState.Inconclusive, TestOutcome.Failed), (ResultState.Warning, TestOutcome.Failed),
        (ResultState.Ignored, TestOutcome.Skipped),
    ];

    [Test]
    public void Only_what_passed_passes_and_all_else_says_why()
    {
        foreach ((ResultState state, TestOutcome outcome) in Ends)
        {
            TestResult result = new TestMethod(new MethodWrapper(typeof(ResultWriterTests), nameof(Stands_for_a_test)))
                .MakeTestResult();
            result.SetResult(state, "off by 1");
            using var output = new StringWriter();
            new ResultWriter(output).TestFinished(result);
            Assert.That(
                PackJson.Read<TestResultLine>(output.ToString()),
                Is.EqualTo(new TestResultLine(
                    $"{typeof(ResultWriterTests)}.{nameof(Stands_for_a_test)}", outcome,
                    outcome == TestOutcome.Passed ? null : "off by 1")));
        }
    }

    private static void Stands_for_a_test()
    {
    }
}
