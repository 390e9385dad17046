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

    /// <summary>The device that a caller asks for.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="index">Which of its kind; 0 for <see cref="DeviceKind.Auto"/>, which picks itself.</param>
    /// <exception cref="DeviceException">There is no such device; it says which ones there are.</exception>
    internal DeviceDescription Pick(DeviceKind kind, int index)
    {
        if (kind == DeviceKind.Auto)
        {
            return index == 0 ? Automatic
                : throw new DeviceException($"{kind}: it picks a device itself, index 0; found index {index}");
        }

        if (Missing.TryGetValue(kind, out string? why))
        {
            throw new DeviceException($"no {kind} device: {why}");
        }

        DeviceDescription[] ofKind = [.. Devices.Where(device => device.Kind == kind)];
        IEnumerable<string> found = ofKind.Select(device => $"{device.Index} ({device.Name})");
        return ofKind.FirstOrDefault(device => device.Index == index)
            ?? throw new DeviceException($"{kind}: there is no device {index}; found {string.Join(", ", found)}");
    }
}
