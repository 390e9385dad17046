using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Execution;

/// <summary>What one node did in a profiled run.</summary>
/// <param name="Node">The node.</param>
/// <param name="Kernel">Which code computed it; of several launches, those that multiply.</param>
/// <param name="Start">When it was launched, counted from the beginning of the run.</param>
/// <param name="Elapsed">How long it took until its results were there.</param>
/// <param name="FloatingPointOperations">What it computed, a multiply-add counted as two; 0 where that is not worth counting.</param>
/// <param name="BytesMoved">
/// What it reads and writes: inputs, weights as they are stored on the device, results, and what its launches leave for one another,
/// each once a launch. What one launch reads again comes from the caches.
/// </param>
public sealed record NodeProfile(
    Node Node, KernelKind Kernel, TimeSpan Start, TimeSpan Elapsed, long FloatingPointOperations, long BytesMoved);
