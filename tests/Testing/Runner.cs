using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Testing;

/// <summary>A device that runs the problem suite, with the error that it is allowed.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Category">The NUnit category that selects it.</param>
/// <param name="Open">Opens the device; null with a reason in <see cref="Missing"/> when this machine has none.</param>
/// <param name="Missing">Why it cannot be opened here; null when it can.</param>
/// <param name="Required">Environment variable that turns absence into failure.</param>
/// <param name="IsSlow">Whether it interprets kernels thread by thread, so that problems must be small.</param>
public sealed record Runner(
    string Name, string Category, Func<ComputeDevice> Open, string? Missing, string? Required, bool IsSlow)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
