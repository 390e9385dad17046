using NUnit.Framework.Interfaces;
using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary>Writes the result of each test as a line of JSON.</summary>
/// <param name="output">Where; the console is the tests' own while they run.</param>
internal sealed class ResultWriter(TextWriter output) : ITestListener
{
    /// <inheritdoc/>
    public void TestFinished(ITestResult result)
    {
        // What a fixture's set-up says is also in the results of its tests.
        if (!result.Test.IsSuite)
        {
            output.WriteLine(PackJson.Line(new TestResultLine(result.Test.FullName, Outcome(result), Message(result))));
            output.Flush();
        }
    }

    /// <inheritdoc/>
    public void TestStarted(ITest test)
    {
    }

    /// <inheritdoc/>
    public void TestOutput(TestOutput output)
    {
    }

    /// <inheritdoc/>
    public void SendMessage(TestMessage message)
    {
    }

    private static TestOutcome Outcome(ITestResult result) => result.ResultState.Status switch
    {
        TestStatus.Passed => TestOutcome.Passed,
        TestStatus.Skipped => TestOutcome.Skipped,
        _ => TestOutcome.Failed,
    };

    private static string? Message(ITestResult result) => result.ResultState.Status == TestStatus.Passed ? null : result.Message;
}
