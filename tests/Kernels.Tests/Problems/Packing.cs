using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>Whether weights are packed to be multiplied in pairs: on a host both, whatever its processor would choose.</summary>
public static class Packing
{
    /// <summary>What to try on a device.</summary>
    public static bool[] Ways(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.IsHost ? [false, true] : [false];
    }
}
