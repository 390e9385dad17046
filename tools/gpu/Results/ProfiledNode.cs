namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>A node of a profile.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Operation">The kind of its operation.</param>
/// <param name="Seconds">The median over the runs.</param>
/// <param name="Flops">Its operations.</param>
/// <param name="Bytes">What its launches read and write.</param>
internal sealed record ProfiledNode(string Node, string Operation, double Seconds, long Flops, long Bytes);
