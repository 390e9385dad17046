using System.Text.Json;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.HardwarePack.Children;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>The device to find out about.</summary>
/// <param name="Kind">How it is reached; never <see cref="DeviceKind.Auto"/>.</param>
/// <param name="HasOpenCL">Whether the machine has an OpenCL device, this one or another.</param>
internal sealed record Target(DeviceKind Kind, bool HasOpenCL)
{
    /// <summary>The category of tests for OpenCL.</summary>
    public const string OpenCLCategory = "OpenCL";

    /// <summary>The word that the command line of the tool has for the device.</summary>
    public string Word => Kind switch
    {
        DeviceKind.Cuda => "cuda",
        DeviceKind.OpenCL => "opencl",
        DeviceKind.Cpu => "cpu",
        _ => throw new InvalidOperationException($"{Kind} is not measured"),
    };

    /// <summary>The category that the tests have for the device.</summary>
    public string Category => Kind switch
    {
        DeviceKind.Cuda => "Cuda",
        DeviceKind.OpenCL => OpenCLCategory,
        _ => "Host",
    };

    /// <summary>Where PyTorch computes: on the same GPU, or else on the CPU.</summary>
    public string TorchWord => Kind == DeviceKind.Cuda ? "cuda" : "cpu";

    /// <summary>Looks for devices, in a process of their own.</summary>
    /// <param name="kind">What was asked for.</param>
    /// <param name="deadline">Until when.</param>
    public static Target Find(DeviceKind kind, Deadline deadline)
    {
        using JsonDocument devices = JsonDocument.Parse(Child.Run(Programs.Tool("devices", "--json"), "devices", deadline));
        string automatic = devices.RootElement.GetProperty("automatic").GetProperty("kind").GetString()!;
        bool hasOpenCL = devices.RootElement.GetProperty("devices").EnumerateArray()
            .Any(device => device.GetProperty("kind").GetString() == "opencl");
        return new Target(
            kind == DeviceKind.Auto ? Enum.Parse<DeviceKind>(automatic, ignoreCase: true) : kind, hasOpenCL);
    }
}
