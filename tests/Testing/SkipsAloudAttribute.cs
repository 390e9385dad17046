using System.Collections.Concurrent;
using NUnit.Framework.Interfaces;

namespace SqueezeBert.Gpu.Testing;

/// <summary>Says on the console why tests were skipped, each reason once a process: `dotnet test` by itself only names the tests.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class SkipsAloudAttribute : Attribute, ITestAction
{
    private static readonly ConcurrentDictionary<string, bool> Said = new();

    /// <inheritdoc/>
    public ActionTargets Targets => ActionTargets.Test;

    /// <summary>Says a reason, unless it was said before.</summary>
    public static void Say(string reason)
    {
        if (Said.TryAdd(reason, true))
        {
            TestContext.Error.WriteLine($"skipped: {reason}");
        }
    }

    /// <inheritdoc/>
    public void BeforeTest(ITest test)
    {
    }

    /// <inheritdoc/>
    public void AfterTest(ITest test)
    {
        TestContext.ResultAdapter result = TestContext.CurrentContext.Result;
        if (result.Outcome.Status == TestStatus.Skipped)
        {
            Say(result.Message);
        }
    }
}
