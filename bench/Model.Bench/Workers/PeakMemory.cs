using System.Globalization;

namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>The most memory that this process ever had resident.</summary>
internal static class PeakMemory
{
    private const string LinuxFile = "/proc/self/status";
    private const string LinuxKey = "VmHWM:";
    private const int Kibibyte = 1024;

    /// <summary>Bytes, as Linux counts them; null where the system does not tell.</summary>
    public static long? Read()
    {
        string? line = File.Exists(LinuxFile)
            ? File.ReadLines(LinuxFile).FirstOrDefault(line => line.StartsWith(LinuxKey, StringComparison.Ordinal))
            : null;

        // "VmHWM:    123456 kB"
        return line is null
            ? null
            : long.Parse(line[LinuxKey.Length..^2].Trim(), CultureInfo.InvariantCulture) * Kibibyte;
    }
}
