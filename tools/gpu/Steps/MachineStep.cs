using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>
/// What the machine is, as ILGPU, NVIDIA's driver and PyTorch say. It is asked in every run: clocks and memory in use are those of
/// now.
/// </summary>
/// <param name="target">The device.</param>
/// <param name="torch">PyTorch, which may be there.</param>
internal sealed class MachineStep(Target target, Torch torch) : IStep
{
    private const string Driver = "nvidia-smi";

    private static readonly string[] Queries =
    [
        "name", "driver_version", "pstate", "clocks.sm", "clocks.max.sm", "clocks.mem", "clocks.max.mem", "memory.total",
        "memory.used", "power.limit", "temperature.gpu", "utilization.gpu", "ecc.mode.current", "mig.mode.current",
    ];

    /// <inheritdoc/>
    public string Name => "machine";

    /// <inheritdoc/>
    public IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline)
    {
        Fact[] own = PackJson.Read<Fact[]>(
            Child.Run(Programs.Own(MachineCommand.Word, $"{target.Kind}"), Name, deadline));
        report = report with { Machine = [.. own, .. OfDriver(deadline)] };
        yield return report;
        yield return report with { Machine = [.. report.Machine, new Fact(Entrant.TorchName, torch.Describe(deadline))] };
    }

    private static IEnumerable<Fact> OfDriver(Deadline deadline)
    {
        try
        {
            string answer = Child.Run(
                new(Driver, [$"--query-gpu={string.Join(',', Queries)}", "--format=csv,noheader"]), Driver, deadline);
            return answer.Split('\n')[0].Split(", ").Zip(Queries, (value, name) => new Fact($"{Driver} {name}", value));
        }
        catch (PackException error)
        {
            return [new Fact(Driver, error.Message)];
        }
    }
}
