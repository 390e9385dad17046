using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Where the host keeps the weights of a convolution: see <see cref="GroupedConv1dWeights"/>.</summary>
internal static unsafe class HostPanels
{
    /// <summary>Bytes: a cache line, and the widest register.</summary>
    public const int Alignment = 64;

    /// <summary>Columns of a panel, which are output channels.</summary>
    public static int Columns => 2 * HostSimd.Lanes;

    /// <summary>Panels of one block.</summary>
    public static int PerBlock(GroupedConv1dShape shape) => (shape.OutputChannelsPerBlock + Columns - 1) / Columns;

    /// <summary>Elements of all panels.</summary>
    public static long Length(GroupedConv1dShape shape) => (long)shape.Blocks * PerBlock(shape) * shape.Depth * Columns;

    /// <summary>Bytes from an address to the next aligned one.</summary>
    public static long Padding(void* address) => -(long)address & (Alignment - 1);
}
