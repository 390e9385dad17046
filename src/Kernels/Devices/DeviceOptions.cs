namespace SqueezeBert.Gpu.Devices;

/// <summary>How a device is opened.</summary>
public sealed record DeviceOptions
{
    /// <summary>Which device of its kind, in the order of <see cref="ComputeDevices.List"/>; 0 is the first.</summary>
    public int Index { get; init; }

    /// <summary>Threads of the CPU device, the caller's included; 0 means one for each core that the process may use.</summary>
    public int Threads { get; init; }
}
