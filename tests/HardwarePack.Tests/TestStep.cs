using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.HardwarePack.Steps;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>A step that adds facts to the report, or whatever these do when they are asked for.</summary>
internal sealed class TestStep(string name, IEnumerable<Fact> facts) : IStep
{
    public string Name => name;

    public IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline)
    {
        foreach (Fact fact in facts)
        {
            report = report with { Machine = [.. report.Machine, fact] };
            yield return report;
        }
    }
}
