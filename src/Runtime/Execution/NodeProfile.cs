using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Execution;

/// <summary>What one node did in a profiled run.</summary>
/// <param name="Node">The node.</param>
/// <param name="Start">When it was launched, counted from the beginning of the run.</param>
/// <param name="Elapsed">How long it took until its results were there.</param>
/// <param name="FloatingPointOperations">What it computed, a multiply-add counted as two; 0 where that is not worth counting.</param>
/// <param name="BytesMoved">
/// What it must read and write at least: inputs, weights as they are stored on the device, and results, each once.
/// </param>
public sealed record NodeProfile(
    Node Node, TimeSpan Start, TimeSpan Elapsed, long FloatingPointOperations, long BytesMoved);
