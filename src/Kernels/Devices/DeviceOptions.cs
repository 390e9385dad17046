namespace SqueezeBert.Gpu.Devices;

/// <summary>How a device is opened.</summary>
public sealed record DeviceOptions
{
    /// <summary>Which device of its kind, in the order of <see cref="ComputeDevices.List"/>; 0 is the first.</summary>
    public int Index { get; init; }

    /// <summary>Threads of the CPU device, the caller's included; 0 means one for each core that the process may use.</summary>
    public int Threads { get; init; }

    /// <summary>Whether kernels that a GPU has compiled are kept on disk, for the next process.</summary>
    public bool KeepsKernels { get; init; } = true;

    /// <summary>
    /// The folder for them; null means what the environment variable SQUEEZEBERT_KERNEL_CACHE says (a folder, or <c>off</c>), and
    /// without it a folder of the user's cache (XDG_CACHE_HOME or ~/.cache on Linux, LocalApplicationData on Windows).
    /// A folder that cannot be used is no error: <see cref="ComputeDevice.KernelCache"/> tells why.
    /// </summary>
    public string? KernelCacheFolder { get; init; }
}
