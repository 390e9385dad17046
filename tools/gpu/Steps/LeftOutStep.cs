using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>A step for which this machine lacks something, so that the report says so.</summary>
/// <param name="name">The step's name.</param>
/// <param name="reason">What is lacking.</param>
internal sealed class LeftOutStep(string name, string reason) : IStep
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline) => throw new LeftOutException(reason);
}
