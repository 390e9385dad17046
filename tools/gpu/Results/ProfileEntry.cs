namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>A forward pass node by node, as <c>squeezebert profile --json</c> has it.</summary>
/// <param name="Precision">The word of the precision.</param>
/// <param name="Batch">B.</param>
/// <param name="Sequence">S.</param>
/// <param name="MedianSeconds">The whole pass, every node waited for.</param>
/// <param name="Nodes">Its nodes, in the order in which they run.</param>
internal sealed record ProfileEntry(
    string Precision, int Batch, int Sequence, double MedianSeconds, IReadOnlyList<ProfiledNode> Nodes);
