namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>The tests of a fixture on one device.</summary>
/// <param name="Category">The device, as the tests call it.</param>
/// <param name="Fixture">The class.</param>
/// <param name="Expected">Tests that there are.</param>
/// <param name="Passed">Those that passed.</param>
/// <param name="Skipped">Those that say themselves that they cannot run there.</param>
/// <param name="Seconds">All of it, the start of the process included.</param>
/// <param name="Failures">Those that failed, each with what it says; last, why the process ended early, where it did.</param>
internal sealed record ProofEntry(
    string Category, string Fixture, int Expected, int Passed, int Skipped, double Seconds, IReadOnlyList<ProofFailure> Failures)
{
    /// <summary>Whether all ran, and none failed.</summary>
    public bool IsWhole => Failures.Count == 0 && Passed + Skipped == Expected;
}
