namespace SqueezeBert.Gpu.Devices;

/// <summary>A device of this machine.</summary>
/// <param name="Kind">How it is reached.</param>
/// <param name="Index">Its place among the devices of its kind.</param>
/// <param name="Name">The name that its driver gives.</param>
/// <param name="IsGpu">Whether it is a GPU (an OpenCL device may be a CPU).</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="Details">What it can do, for people: compute capability, OpenCL version, instruction set, cores.</param>
public sealed record DeviceDescription(
    DeviceKind Kind, int Index, string Name, bool IsGpu, long MemoryBytes, string Details);
