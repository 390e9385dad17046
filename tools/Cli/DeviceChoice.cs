using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Cli;

/// <summary>What <c>--device</c> names: a kind, and where there may be several of it, which one.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Index">Its place in the list of <c>devices</c>.</param>
internal readonly record struct DeviceChoice(DeviceKind Kind, int Index)
{
    private static readonly DeviceKind[] Kinds =
        [DeviceKind.Auto, DeviceKind.Cuda, DeviceKind.OpenCL, DeviceKind.Cpu, DeviceKind.Simulator];

    /// <summary>The option.</summary>
    public static Option<DeviceChoice> Option()
    {
        string[] words = [.. Kinds.Select(Quantity.Name)];
        var option = new Option<DeviceChoice>("--device")
        {
            Description = "Where to compute. auto: CUDA, else an OpenCL GPU, else the CPU. cuda:1 or opencl:1 is the second of its "
                + "kind, as devices lists them. The simulator runs GPU kernels thread by thread. Default: auto.",
            HelpName = "auto|cuda[:N]|opencl[:N]|cpu|simulator",
            CustomParser = Parse,
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>How a listed device is asked for.</summary>
    public static string NameOf(DeviceDescription device) =>
        IsCounted(device.Kind) ? $"{Quantity.Name(device.Kind)}:{device.Index}" : Quantity.Name(device.Kind);

    private static bool IsCounted(DeviceKind kind) => kind is DeviceKind.Cuda or DeviceKind.OpenCL;

    private static DeviceChoice Parse(ArgumentResult result)
    {
        string found = result.Tokens[0].Value;
        string[] parts = found.Split(':');
        int index = 0;
        foreach (DeviceKind kind in Kinds.Where(kind => Quantity.Name(kind) == parts[0]))
        {
            if (parts.Length == 1 || (parts.Length == 2 && IsCounted(kind)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
            {
                return new DeviceChoice(kind, index);
            }
        }

        result.AddError(
            "--device: expected auto, cuda, opencl, cpu or simulator, or one of several such as cuda:0 or opencl:1, "
            + $"found '{found}'");
        return default;
    }
}
