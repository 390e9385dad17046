using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Rows times one panel of weights, tile by tile, through an epilogue into memory.</summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
/// <typeparam name="TEpilogue">What happens to a sum before it is stored.</typeparam>
internal static unsafe class HostProduct<TLanes, TEpilogue>
    where TLanes : struct, ILanes<TLanes>
    where TEpilogue : struct, IEpilogue
{
    /// <summary>output[r, c] = epilogue(sum over k of input[r, k] * panel[k, c], row + r, channel + c).</summary>
    /// <param name="input">[rows, depth], rows <paramref name="inputStride"/> floats apart.</param>
    /// <param name="inputStride">Floats from one input row to the next.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="panel">[depth, panel columns].</param>
    /// <param name="depth">The length of the sum.</param>
    /// <param name="tile">Scratch: one tall tile.</param>
    /// <param name="epilogue">By value: read from a job's arguments for each row, it would be copied each time.</param>
    /// <param name="output">[rows, columns], rows <paramref name="outputStride"/> floats apart.</param>
    /// <param name="outputStride">Floats from one output row to the next.</param>
    /// <param name="row">The first row's index, for the epilogue.</param>
    /// <param name="channel">The first column's channel, for the epilogue.</param>
    /// <param name="columns">Columns that there are; the panel may have more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        float* input,
        long inputStride,
        int rows,
        float* panel,
        int depth,
        float* tile,
        TEpilogue epilogue,
        float* output,
        long outputStride,
        int row,
        int channel,
        int columns)
    {
        for (int first = 0; first < rows;)
        {
            int count = Math.Min(HostGemm<TLanes>.Rows, rows - first);
            if (HostGemm<TLanes>.IsTall && rows - first >= HostGemm<TLanes>.TallRows)
            {
                count = HostGemm<TLanes>.TallRows;
                HostGemm<TLanes>.TallTile(input, inputStride, panel, depth, tile, HostGemm<TLanes>.Columns);
            }
            else
            {
                HostGemm<TLanes>.Tile(input, inputStride, count, panel, depth, tile, HostGemm<TLanes>.Columns);
            }

            input += count * inputStride;
            float* sums = tile;
            for (int end = first + count; first < end; first++)
            {
                HostEpilogue<TLanes, TEpilogue>.Apply(epilogue, sums, output, row + first, channel, columns);
                sums += HostGemm<TLanes>.Columns;
                output += outputStride;
            }
        }
    }
}
