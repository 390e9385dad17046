using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The matrix-product micro-kernel of the host: a strip of six rows times a panel of two registers' columns. The twelve
/// accumulators, the panel's two registers and one broadcast fill the sixteen registers of AVX2.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostGemm<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Rows of a strip and of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a panel and of a tile.</summary>
    public static int Columns => 2 * TLanes.Count;

    /// <summary>tile[r, c] = sum over k of strip[k, r] * panel[k, c], added to what the tile holds if so asked.</summary>
    /// <param name="strip">[depth, 6], packed by <see cref="PackStrip"/>.</param>
    /// <param name="panel">[depth, Columns], rows <paramref name="panelStride"/> floats apart.</param>
    /// <param name="panelStride">Floats from one k to the next.</param>
    /// <param name="depth">The length of the sum.</param>
    /// <param name="tile">[6, Columns], dense.</param>
    /// <param name="accumulate">Whether the sum continues one that the tile holds.</param>
    /// <remarks>A method of its own: inlined together with an epilogue, the JIT runs out of registers and spills.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(float* strip, float* panel, long panelStride, int depth, float* tile, bool accumulate = false)
    {
        var c00 = TLanes.Constant(0);
        TLanes c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
        TLanes c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
        if (accumulate)
        {
            LoadRow(tile, 0, out c00, out c01);
            LoadRow(tile, 1, out c10, out c11);
            LoadRow(tile, 2, out c20, out c21);
            LoadRow(tile, 3, out c30, out c31);
            LoadRow(tile, 4, out c40, out c41);
            LoadRow(tile, 5, out c50, out c51);
        }

        float* end = strip + ((long)Rows * depth);
        while (strip < end)
        {
            TLanes left = TLanes.Load(panel);
            TLanes right = TLanes.Load(panel + TLanes.Count);
            panel += panelStride;

            var x = TLanes.Constant(strip[0]);
            c00 = TLanes.MultiplyAdd(x, left, c00);
            c01 = TLanes.MultiplyAdd(x, right, c01);
            x = TLanes.Constant(strip[1]);
            c10 = TLanes.MultiplyAdd(x, left, c10);
            c11 = TLanes.MultiplyAdd(x, right, c11);
            x = TLanes.Constant(strip[2]);
            c20 = TLanes.MultiplyAdd(x, left, c20);
            c21 = TLanes.MultiplyAdd(x, right, c21);
            x = TLanes.Constant(strip[3]);
            c30 = TLanes.MultiplyAdd(x, left, c30);
            c31 = TLanes.MultiplyAdd(x, right, c31);
            x = TLanes.Constant(strip[4]);
            c40 = TLanes.MultiplyAdd(x, left, c40);
            c41 = TLanes.MultiplyAdd(x, right, c41);
            x = TLanes.Constant(strip[5]);
            c50 = TLanes.MultiplyAdd(x, left, c50);
            c51 = TLanes.MultiplyAdd(x, right, c51);
            strip += Rows;
        }

        StoreRow(ref tile, c00, c01);
        StoreRow(ref tile, c10, c11);
        StoreRow(ref tile, c20, c21);
        StoreRow(ref tile, c30, c31);
        StoreRow(ref tile, c40, c41);
        StoreRow(ref tile, c50, c51);
    }

    /// <summary>Interleaves up to six rows into a strip [depth, 6]; rows that are not there become zeros.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="rows">1 to 6.</param>
    /// <param name="depth">Floats of a row.</param>
    /// <param name="strip">[depth, 6].</param>
    public static void PackStrip(float* source, long rowStride, int rows, int depth, float* strip)
    {
        if (rows == Rows)
        {
            PackWholeStrip(source, rowStride, depth, strip);
            return;
        }

        for (int r = 0; r < Rows; r++)
        {
            float* row = source + (r * rowStride);
            float* destination = strip + r;
            for (int k = 0; k < depth; k++, destination += Rows)
            {
                *destination = r < rows ? row[k] : 0f;
            }
        }
    }

    // Stores in the order of memory: a row at a time would touch every cache line of the strip six times.
    private static void PackWholeStrip(float* source, long rowStride, int depth, float* strip)
    {
        float* row1 = source + rowStride;
        float* row2 = row1 + rowStride;
        float* row3 = row2 + rowStride;
        float* row4 = row3 + rowStride;
        float* row5 = row4 + rowStride;
        for (int k = 0; k < depth; k++, strip += Rows)
        {
            strip[0] = source[k];
            strip[1] = row1[k];
            strip[2] = row2[k];
            strip[3] = row3[k];
            strip[4] = row4[k];
            strip[5] = row5[k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRow(float* tile, int row, out TLanes left, out TLanes right)
    {
        left = TLanes.Load(tile + (row * Columns));
        right = TLanes.Load(tile + (row * Columns) + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(ref float* tile, TLanes left, TLanes right)
    {
        TLanes.Store(left, tile);
        TLanes.Store(right, tile + TLanes.Count);
        tile += Columns;
    }
}
