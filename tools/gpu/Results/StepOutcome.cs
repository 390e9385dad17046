namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>How a step ended.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Status">How.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Message">Why it failed, was left out or is not whole; null where it is done.</param>
internal sealed record StepOutcome(string Step, StepStatus Status, double Seconds, string? Message);
