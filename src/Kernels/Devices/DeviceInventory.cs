namespace SqueezeBert.Gpu.Devices;

/// <summary>What this machine has and lacks.</summary>
/// <param name="Devices">Every device that can be opened.</param>
/// <param name="Missing">For each kind without a device: why.</param>
public sealed record DeviceInventory(
    IReadOnlyList<DeviceDescription> Devices, IReadOnlyDictionary<DeviceKind, string> Missing)
{
    /// <summary>The device that <see cref="DeviceKind.Auto"/> stands for.</summary>
    public DeviceDescription Automatic =>
        Devices.FirstOrDefault(device => device.Kind == DeviceKind.Cuda)
        ?? Devices.FirstOrDefault(device => device is { Kind: DeviceKind.OpenCL, IsGpu: true })
        ?? Devices.First(device => device.Kind == DeviceKind.Cpu);

    /// <summary>Why <see cref="Automatic"/> is what it is, in one sentence.</summary>
    public string Reason
    {
        get
        {
            if (Automatic.Kind == DeviceKind.Cuda)
            {
                return "a CUDA GPU comes first";
            }

            if (Automatic.Kind == DeviceKind.OpenCL)
            {
                return $"no CUDA GPU ({Missing[DeviceKind.Cuda]}), and an OpenCL GPU comes next";
            }

            string noOpenCL = Missing.TryGetValue(DeviceKind.OpenCL, out string? why) ? why : "only a CPU behind OpenCL";
            return $"no CUDA GPU ({Missing[DeviceKind.Cuda]}), no OpenCL GPU ({noOpenCL})";
        }
    }
}
