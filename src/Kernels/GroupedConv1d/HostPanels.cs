using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Where the host keeps the weights of a convolution: see <see cref="GroupedConv1dWeights"/>.</summary>
internal static unsafe class HostPanels
{
    /// <summary>Bytes: a cache line, and the widest register.</summary>
    public const int Alignment = 64;

    // Packing a row takes half a cycle a number, and some (Zen 4); of its products with 96 columns pairs save two cycles a number.
    private const int LeastDepth = 96;
    private const int LeastColumns = 96;

    // Floats of a cache line: threads do not share any.
    private const int Line = Alignment / sizeof(float);

    /// <summary>Columns of a panel, which are output channels.</summary>
    public static int Columns => 2 * HostSimd.Lanes;

    /// <summary>Panels of one block.</summary>
    public static int PerBlock(GroupedConv1dShape shape) => (shape.OutputChannelsPerBlock + Columns - 1) / Columns;

    /// <summary>Elements of all panels.</summary>
    public static long Length(GroupedConv1dShape shape) => (long)shape.Blocks * PerBlock(shape) * shape.Depth * Columns;

    /// <summary>Floats of what the sums of all columns begin with.</summary>
    public static long CorrectionsLength(GroupedConv1dShape shape) => (long)shape.Blocks * PerBlock(shape) * Columns;

    /// <summary>Whether multiplying in pairs is worth packing the rows: enough columns share what is packed.</summary>
    public static bool TakePairs(GroupedConv1dShape shape) =>
        shape.Depth >= LeastDepth
        && shape.OutputChannelsPerBlock * shape.Repeats >= LeastColumns;

    /// <summary>Floats of the sums of a run of rows, at any SIMD width.</summary>
    public static long SumsLength => HostGemm<Lanes512>.RowsOfRun * HostGemm<Lanes512>.Columns;

    /// <summary>Floats of scratch that <see cref="HostProduct{TLanes, TBits, TElement, TEpilogue}"/> needs: sums, and a widened panel.</summary>
    public static long ScratchLength(GroupedConv1dShape shape, ElementType storage) =>
        SumsLength + (storage == ElementType.F32 ? 0 : Align((long)shape.Depth * Columns));

    /// <summary>Floats of rows packed in strips, at any SIMD width; 0 where they are not.</summary>
    public static long StripsLength(GroupedConv1dWeights weights, int rows) => !weights.IsPaired
        ? 0
        : HostSimd.Lanes == 16
            ? HostStrips<Lanes512>.Length(rows, weights.Shape.Depth)
            : HostStrips<Lanes256>.Length(rows, weights.Shape.Depth);

    /// <summary>Bytes from an address to the next aligned one.</summary>
    public static long Padding(void* address) => -(long)address & (Alignment - 1);

    /// <summary>Floats, rounded up to whole cache lines.</summary>
    public static long Align(long floats) => (floats + Line - 1) / Line * Line;

    /// <summary>Which column is stored at a place of a panel's row: see <see cref="HostWidening{TLanes, TBits, TElement}"/>.</summary>
    /// <typeparam name="TBits">The stored bits.</typeparam>
    /// <param name="slot">The place.</param>
    public static int Column<TBits>(int slot)
        where TBits : unmanaged => sizeof(TBits) == sizeof(float) ? slot : (slot % 2 * HostSimd.Lanes) + (slot / 2);

    /// <summary>One panel; the next is the one that follows in memory.</summary>
    /// <param name="weights">All panels.</param>
    /// <param name="block">Which block of output channels.</param>
    /// <param name="index">Which panel of the block.</param>
    public static HostPanel<TBits> Get<TBits>(GroupedConv1dWeights weights, int block, int index)
        where TBits : unmanaged
    {
        GroupedConv1dShape shape = weights.Shape;
        int width = shape.OutputChannelsPerBlock;
        long length = (long)shape.Depth * Columns;
        TBits* panel = HostMemory.Pointer(weights.View<TBits>()) + ((((long)block * PerBlock(shape)) + index) * length);
        return new HostPanel<TBits>
        {
            Weights = panel,
            Corrections = weights.IsPaired
                ? HostMemory.Pointer(weights.Corrections) + ((((long)block * PerBlock(shape)) + index) * Columns)
                : null,
            Depth = shape.Depth,
            Channel = (block * width) + (index * Columns),
            Columns = Math.Min(Columns, width - (index * Columns)),
            Next = panel + length,
            Bytes = length * sizeof(TBits),
        };
    }
}
