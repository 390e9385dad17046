namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>A test that failed.</summary>
/// <param name="Test">Its name.</param>
/// <param name="Message">What it says, its first lines.</param>
internal sealed record ProofFailure(string Test, string Message);
