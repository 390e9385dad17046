namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>What is wrong with an access, and the earlier access that it conflicts with.</summary>
internal readonly record struct Conflict(HazardKind Kind, ulong Other);
