namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>A launch ran to its end, but with hazards.</summary>
public sealed class PtxHazardException(string kernel, PtxReport report)
    : Exception($"{kernel}: {report?.HazardCount} hazards, the first:\n{string.Join('\n', report?.Hazards.Take(4) ?? [])}")
{
    /// <summary>All that is known about the launch.</summary>
    public PtxReport Report { get; } = report ?? throw new ArgumentNullException(nameof(report));
}
