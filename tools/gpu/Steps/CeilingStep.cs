using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>Measures the peaks of the device.</summary>
/// <param name="target">The device.</param>
internal sealed class CeilingStep(Target target) : IStep
{
    /// <inheritdoc/>
    public string Name => "ceiling";

    /// <inheritdoc/>
    public IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline)
    {
        if (report.Ceiling is null)
        {
            string answer = Child.Run(Programs.Own(CeilingCommand.Word, $"{target.Kind}"), Name, deadline);
            yield return report with { Ceiling = PackJson.Read<Ceiling>(answer) };
        }
    }
}
