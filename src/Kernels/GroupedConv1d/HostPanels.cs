using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Where the host keeps the weights of a convolution: see <see cref="GroupedConv1dWeights"/>.</summary>
internal static unsafe class HostPanels
{
    /// <summary>Bytes: a cache line, and the widest register.</summary>
    public const int Alignment = 64;

    // Floats of a cache line: threads do not share any.
    private const int Line = Alignment / sizeof(float);

    /// <summary>Columns of a panel, which are output channels.</summary>
    public static int Columns => 2 * HostSimd.Lanes;

    /// <summary>Panels of one block.</summary>
    public static int PerBlock(GroupedConv1dShape shape) => (shape.OutputChannelsPerBlock + Columns - 1) / Columns;

    /// <summary>Elements of all panels.</summary>
    public static long Length(GroupedConv1dShape shape) => (long)shape.Blocks * PerBlock(shape) * shape.Depth * Columns;

    /// <summary>Floats that one panel takes once it is widened; none where it is stored as float32.</summary>
    public static long WidenedLength(GroupedConv1dShape shape, ElementType storage) =>
        storage == ElementType.F32 ? 0 : Align((long)shape.Depth * Columns);

    /// <summary>Bytes from an address to the next aligned one.</summary>
    public static long Padding(void* address) => -(long)address & (Alignment - 1);

    /// <summary>Floats, rounded up to whole cache lines.</summary>
    public static long Align(long floats) => (floats + Line - 1) / Line * Line;

    /// <summary>One panel [Depth, <see cref="Columns"/>] in float32.</summary>
    /// <param name="weights">All panels.</param>
    /// <param name="block">Which block of output channels.</param>
    /// <param name="panel">Which panel of the block.</param>
    /// <param name="scratch"><see cref="WidenedLength"/> floats.</param>
    public static float* Load<TBits, TElement>(GroupedConv1dWeights weights, int block, int panel, float* scratch)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        GroupedConv1dShape shape = weights.Shape;
        long length = (long)shape.Depth * Columns;
        TBits* stored = HostMemory.Pointer(weights.View<TBits>()) + ((((long)block * PerBlock(shape)) + panel) * length);
        return HostWidening<TBits, TElement>.Widen(stored, length, scratch);
    }
}
