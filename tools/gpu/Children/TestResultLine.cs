namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary>What <see cref="ProveCommand"/> writes for a test.</summary>
/// <param name="Test">Its name.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">What it says where it did not pass.</param>
internal sealed record TestResultLine(string Test, TestOutcome Outcome, string? Message);
