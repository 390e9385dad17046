namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>An entrant at a batch shape.</summary>
/// <param name="Entrant">Who.</param>
/// <param name="Batch">B.</param>
/// <param name="Sequence">S.</param>
/// <param name="Operations">Operations of the model's matrix products, a multiply-add counted as two.</param>
/// <param name="Timing">What was measured; null where it failed.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
internal sealed record GridEntry(
    Entrant Entrant, int Batch, int Sequence, long Operations, Timing? Timing, string? Error);
