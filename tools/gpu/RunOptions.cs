using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.HardwarePack;

/// <summary>What was asked for.</summary>
/// <param name="Device">The device.</param>
/// <param name="Budget">How long all of it may take.</param>
/// <param name="Steps">The names of steps.</param>
/// <param name="Grid">Batch shapes, those that matter most first.</param>
/// <param name="Precisions">Words that the tool's <c>--precision</c> and the peers know.</param>
/// <param name="Seconds">How long an entrant is timed at a shape.</param>
/// <param name="Python">The Python to look for PyTorch in.</param>
/// <param name="Output">Where results are written.</param>
/// <param name="Work">Where models are made.</param>
/// <param name="Continue">The JSON of an earlier run to go on from; null to begin.</param>
internal sealed record RunOptions(
    DeviceKind Device, TimeSpan Budget, IReadOnlyList<string> Steps, IReadOnlyList<BatchShape> Grid,
    IReadOnlyList<string> Precisions, double Seconds, string Python, string Output, string Work, string? Continue);
