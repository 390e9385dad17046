using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Rows times one panel of weights, tile by tile, through an epilogue into memory.</summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
/// <typeparam name="TBits">The panel's stored bits.</typeparam>
/// <typeparam name="TElement">Their format.</typeparam>
/// <typeparam name="TEpilogue">What happens to a sum before it is stored.</typeparam>
internal static unsafe class HostProduct<TLanes, TBits, TElement, TEpilogue>
    where TLanes : struct, ILanes<TLanes>
    where TBits : unmanaged
    where TElement : struct, IElement<TBits>
    where TEpilogue : struct, IEpilogue
{
    // Tiles widen what they read. When more than these read the same panel, it is widened once, before: widening half precision
    // takes eight instructions, bfloat16 two. Strips are lower, and read more for what they compute, those of AVX2 most.
    private static int FewTiles => typeof(TElement) == typeof(BF16) ? 8 : 2;

    private static int FewStrips => typeof(TElement) != typeof(BF16) ? 0 : TLanes.Count == 16 ? 4 : 1;

    /// <summary>output[r, c] = epilogue(sum over k of input[r, k] * panel[k, c], row + r, panel.Channel + c).</summary>
    /// <param name="rows">[rows, depth].</param>
    /// <param name="panel">The weights.</param>
    /// <param name="scratch"><see cref="HostPanels.ScratchLength"/> floats.</param>
    /// <param name="epilogue">By value: read from a job's arguments for each row, it would be copied each time.</param>
    /// <param name="output">[rows, panel.Columns], rows <paramref name="outputStride"/> floats apart.</param>
    /// <param name="outputStride">Floats from one output row to the next.</param>
    /// <param name="row">The first row's index, for the epilogue.</param>
    public static void Run(
        HostRows rows,
        HostPanel<TBits> panel,
        float* scratch,
        TEpilogue epilogue,
        float* output,
        long outputStride,
        int row)
    {
        int few = rows.AreStrips ? FewStrips * HostWinogradGemm<TLanes>.Rows : FewTiles * HostGemm<TLanes>.Rows;
        if (typeof(TElement) == typeof(F32) || rows.Count <= few)
        {
            RunTiles<TBits, TElement>(rows, panel, scratch, epilogue, output, outputStride, row);
            return;
        }

        float* widened = scratch + HostPanels.SumsLength;
        HostWidening<TLanes, TBits, TElement>.Widen(panel.Weights, panel.Length, widened);
        var wide = new HostPanel<float>
        {
            Weights = widened,
            Corrections = panel.Corrections,
            Depth = panel.Depth,
            Channel = panel.Channel,
            Columns = panel.Columns,
            Next = panel.Next,
            Bytes = panel.Bytes,
        };
        RunTiles<float, F32>(rows, wide, scratch, epilogue, output, outputStride, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunTiles<TPanelBits, TPanel>(
        HostRows rows,
        HostPanel<TPanelBits> panel,
        float* sums,
        TEpilogue epilogue,
        float* output,
        long outputStride,
        int row)
        where TPanelBits : unmanaged
        where TPanel : struct, IElement<TPanelBits>
    {
        int height = rows.AreStrips ? HostWinogradGemm<TLanes>.Rows : HostGemm<TLanes>.Rows;
        int tiles = (rows.Count + height - 1) / height;
        var fetch = new HostFetch(panel.Next, panel.Bytes, (long)tiles * panel.Depth);

        // Runs of one length: a last one of few rows would be a tile that does not hide the latency of multiply-adds.
        int runs = (rows.Count + HostGemm<TLanes>.RowsOfRun - 1) / HostGemm<TLanes>.RowsOfRun;
        int least = rows.AreStrips ? HostWinogradGemm<TLanes>.Rows : HostGemm<TLanes>.Unit;
        int unit = runs * least;
        int rowsOfRun = (rows.Count + unit - 1) / unit * least;
        for (int first = 0; first < rows.Count; first += rowsOfRun)
        {
            int count = Math.Min(rowsOfRun, rows.Count - first);
            fetch = Multiply<TPanelBits, TPanel>(rows, first, count, panel, sums, fetch);
            float* sum = sums;
            for (int r = 0; r < count; r++)
            {
                HostEpilogue<TLanes, TEpilogue>.Apply(epilogue, sum, output, row + first + r, panel.Channel, panel.Columns);
                sum += HostGemm<TLanes>.Columns;
                output += outputStride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static HostFetch Multiply<TPanelBits, TPanel>(
        HostRows rows, int first, int count, HostPanel<TPanelBits> panel, float* sums, HostFetch fetch)
        where TPanelBits : unmanaged
        where TPanel : struct, IElement<TPanelBits>
    {
        if (rows.AreStrips)
        {
            float* strips = rows.Start + HostStrips<TLanes>.Length(first, panel.Depth);
            return HostWinogradGemm<TLanes>.Multiply<TPanelBits, TPanel>(
                strips, count, panel.Weights, panel.Corrections, panel.Depth, sums, HostGemm<TLanes>.Columns, fetch);
        }

        float* start = rows.Start + (first * rows.Stride);
        return HostGemm<TLanes>.Multiply<TPanelBits, TPanel>(
            start, rows.Stride, 1, count, panel.Weights, panel.Depth, sums, HostGemm<TLanes>.Columns, fetch);
    }
}
