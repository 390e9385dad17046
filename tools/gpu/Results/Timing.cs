namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>
/// Forward passes at one shape. The names are those of <c>squeezebert bench --json</c> and of <c>peers/torch_bench.py</c>.
/// </summary>
/// <param name="Runs">Passes that were timed one by one, from inputs on the host to outputs on the host.</param>
/// <param name="MinSeconds">The fastest of them.</param>
/// <param name="P50Seconds">The middle one.</param>
/// <param name="P90Seconds">A tenth were slower.</param>
/// <param name="P99Seconds">A hundredth were slower.</param>
/// <param name="BackToBackSeconds">A pass on the device, of some that follow each other without waiting.</param>
/// <param name="Bytes">What the launches of a pass read and write; null where nobody counted.</param>
internal sealed record Timing(
    int Runs, double MinSeconds, double P50Seconds, double P90Seconds, double P99Seconds, double BackToBackSeconds, long? Bytes);
