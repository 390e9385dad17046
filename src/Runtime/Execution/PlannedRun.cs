using SqueezeBert.Gpu.Planning;

namespace SqueezeBert.Gpu.Execution;

/// <summary>A graph bound to memory for one batch shape: the plan and the launches in order.</summary>
/// <param name="Plan">Where everything lies.</param>
/// <param name="Binding">The views of it.</param>
/// <param name="Launches">One a node.</param>
/// <param name="Queued">How they reach the device; null on the CPU, where a launch is a call.</param>
/// <param name="Generation">The generations of arena, inputs and outputs for which the views hold.</param>
internal sealed record PlannedRun(
    MemoryPlan Plan, Binding Binding, Action[] Launches, QueuedRun? Queued, int Generation) : IDisposable
{
    /// <summary>When it was last prepared, counted in batches of its graph.</summary>
    public long LastUse { get; set; }

    /// <inheritdoc/>
    public void Dispose() => Queued?.Dispose();
}
