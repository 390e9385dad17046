using System.Collections.Immutable;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Where the time of one run went.</summary>
/// <param name="Batch">What ran.</param>
/// <param name="Nodes">Its nodes, in the order in which they ran.</param>
/// <param name="Elapsed">The whole run: inputs to the device, every node, and the waiting between them.</param>
/// <param name="LeastBytes">
/// What any run of the graph must read and write: each weight as it is stored on the device, each input and each output once.
/// </param>
public sealed record RunProfile(BatchShape Batch, ImmutableArray<NodeProfile> Nodes, TimeSpan Elapsed, long LeastBytes)
{
    /// <summary>What all nodes read and write.</summary>
    public long BytesMoved => Nodes.Sum(node => node.BytesMoved);
}
