namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>What a launch did.</summary>
/// <param name="Steps">The number of instructions executed, over all threads.</param>
/// <param name="HazardCount">The number of hazards.</param>
/// <param name="Hazards">The first of each kind at each instruction.</param>
public sealed record PtxReport(long Steps, long HazardCount, IReadOnlyList<PtxHazard> Hazards);
