using System.Diagnostics;
using System.Globalization;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Bench.Measuring;

/// <summary>
/// The peaks of this machine's devices, measured by the process that prints the tables, each once and when it is first needed:
/// after the benchmarks of the first class, when nothing else of them runs.
/// </summary>
internal static class Peaks
{
    private const int FewestTries = 3;

    // A peak is the best of many short tries, so that whatever else the machine does spoils only some of them.
    private static readonly TimeSpan Effort = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<DeviceKind, DevicePeak> Measured = [];

    /// <summary>What was measured so far, for people.</summary>
    /// <param name="rate">Which rate.</param>
    /// <param name="unit">A billion of what it counts, a second.</param>
    public static string Describe(Func<DevicePeak, double> rate, string unit) => string.Join(", ", Measured.Select(entry =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Key}: {rate(entry.Value) / 1e9:0.0} {unit}")));

    /// <summary>The peak of a device, as <see cref="DeviceBenchmark"/> opens it.</summary>
    public static DevicePeak Of(DeviceKind kind)
    {
        if (!Measured.TryGetValue(kind, out DevicePeak peak))
        {
            using ComputeDevice device = ComputeDevices.Open(kind);
            peak = device.IsHost ? HostPeak.Measure(device) : KernelPeak.Measure(device);
            Measured.Add(kind, peak);
        }

        return peak;
    }

    /// <summary>The best rate of many tries, after one that compiles and warms up.</summary>
    /// <param name="amount">What one try does.</param>
    /// <param name="attempt">One try, until it is done.</param>
    public static double BestRate(double amount, Action attempt)
    {
        attempt();
        double best = 0;
        long begin = Stopwatch.GetTimestamp();
        for (int tries = 0; tries < FewestTries || Stopwatch.GetElapsedTime(begin) < Effort; tries++)
        {
            long start = Stopwatch.GetTimestamp();
            attempt();
            best = Math.Max(best, amount / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
