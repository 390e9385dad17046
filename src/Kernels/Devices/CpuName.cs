namespace SqueezeBert.Gpu.Devices;

/// <summary>The processor's name, as the operating system tells it.</summary>
internal static class CpuName
{
    private const string LinuxFile = "/proc/cpuinfo";
    private const string LinuxKey = "model name";

    /// <summary>For example "AMD EPYC 7763 64-Core Processor"; the architecture where the system names nothing.</summary>
    public static string Value { get; } = Read();

    private static string Read()
    {
        if (File.Exists(LinuxFile))
        {
            foreach (string line in File.ReadLines(LinuxFile))
            {
                if (line.StartsWith(LinuxKey, StringComparison.Ordinal))
                {
                    return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                }
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture + " processor";
    }
}
