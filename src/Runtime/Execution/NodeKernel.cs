using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// An operation that has met its kernel: compiled for a device, its weights packed. Made once for a graph, bound once for each
/// batch shape, run without any allocation.
/// </summary>
internal abstract class NodeKernel
{
    /// <summary>Floats of device scratch that the kernel needs while a batch of this shape runs.</summary>
    public virtual long ScratchLength(BatchShape batch) => 0;

    /// <summary>Whether its products run on tensor cores.</summary>
    public virtual bool RunsOnTensorCores => false;

    /// <summary>Whether one launch on tensor cores does for a batch of this shape what takes two for others.</summary>
    public virtual bool FusesOnTensorCores(BatchShape batch) => false;

    /// <summary>
    /// Bytes that its launches leave in device memory for one another, written and read, beside the node's inputs and outputs.
    /// </summary>
    public virtual long BytesBetweenLaunches(BatchShape batch) => 0;

    /// <summary>What launches the kernel on the memory of a binding.</summary>
    public abstract Action Bind(Binding binding);
}
