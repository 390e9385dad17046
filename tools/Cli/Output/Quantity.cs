using System.Globalization;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Execution;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>Numbers, shapes and names for people; the same in every culture.</summary>
internal static class Quantity
{
    /// <summary>A count with thousands separated.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in binary units, such as <c>194.9 MiB</c>.</summary>
    public static string Bytes(long value)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        double amount = value;
        int unit = 0;
        for (; amount >= 1024 && unit < units.Length - 1; unit++)
        {
            amount /= 1024;
        }

        return $"{amount.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {units[unit]}";
    }

    /// <summary>Operations, such as <c>7.40 GFLOP</c>.</summary>
    public static string Operations(long value) => value >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:0.00} GFLOP")
        : string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.00} MFLOP");

    /// <summary>A duration in milliseconds.</summary>
    public static string Milliseconds(double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.000} ms");

    /// <summary>A part of a whole, such as <c>12.5 %</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary>How many times as much, such as <c>1.25 x</c>.</summary>
    public static string Ratio(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} x");

    /// <summary>A rate in its unit, such as <c>69.1</c>.</summary>
    public static string Rate(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0}");

    /// <summary>A shape, such as <c>[768, 192, 1]</c>.</summary>
    public static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>The name that <c>--device</c> has for a kind.</summary>
    public static string Name(DeviceKind kind) => kind switch
    {
        DeviceKind.Cuda => "cuda",
        DeviceKind.OpenCL => "opencl",
        DeviceKind.Cpu => "cpu",
        DeviceKind.Simulator => "simulator",
        _ => "auto",
    };

    /// <summary>The name that tables and JSON have for a kind of kernel.</summary>
    public static string Name(KernelKind kind) => kind switch
    {
        KernelKind.TensorCores => "tensor",
        KernelKind.FusedTensorCores => "tensor, fused",
        KernelKind.Portable => "portable",
        _ => "host",
    };

    /// <summary>A device in one line, such as <c>cpu: AMD EPYC 7763 (AVX2, 2 threads)</c> or
    /// <c>cuda:1: NVIDIA L4 (compute capability SM_89)</c>.</summary>
    public static string Describe(DeviceDescription device) =>
        $"{DeviceChoice.NameOf(device)}: {device.Name} ({device.Details})";
}
