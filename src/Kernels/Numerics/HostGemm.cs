using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The matrix-product micro-kernel of the host: six rows, read where they lie, times a panel of two registers' columns. The twelve
/// accumulators, the panel's two registers and one broadcast fill the sixteen registers of AVX2.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostGemm<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    // Panels follow one another, and the processor's own prefetchers stop at every page: 8 KiB ahead is soon enough for memory.
    private const int Ahead = 2048;

    // Floats of a cache line.
    private const int Line = 16;

    /// <summary>Rows of a tall tile.</summary>
    public const int TallRows = 12;

    /// <summary>Columns of a panel and of a tile.</summary>
    public static int Columns => 2 * TLanes.Count;

    /// <summary>Whether a tall tile's sums fit the registers: AVX-512 has thirty-two.</summary>
    public static bool IsTall => TLanes.Count == 16;

    /// <summary>tile[r, c] = sum over k of rows[r, k] * panel[k, c].</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="count">Rows that there are, 1 to 6; the tile's other rows repeat the last.</param>
    /// <param name="panel">[depth, Columns].</param>
    /// <param name="depth">The length of the sum.</param>
    /// <param name="tile">[6, Columns], rows <paramref name="tileStride"/> floats apart.</param>
    /// <param name="tileStride">Floats from one row of the tile to the next.</param>
    /// <remarks>
    /// A method of its own: inlined together with an epilogue, the JIT runs out of registers and spills. Optimised at once, as all
    /// inner loops are: unoptimised vector code is a hundred times slower, and a host's first answer would wait for it.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Tile(float* rows, long rowStride, int count, float* panel, int depth, float* tile, long tileStride)
    {
        long last = count - 1;
        float* row1 = rows + (Math.Min(1, last) * rowStride);
        float* row2 = rows + (Math.Min(2, last) * rowStride);
        float* row3 = rows + (Math.Min(3, last) * rowStride);
        float* row4 = rows + (Math.Min(4, last) * rowStride);
        float* row5 = rows + (last * rowStride);
        var c00 = TLanes.Constant(0);
        TLanes c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
        TLanes c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
        for (nint k = 0; k < depth; k++)
        {
            TLanes left = TLanes.Load(panel);
            TLanes right = TLanes.Load(panel + TLanes.Count);
            Prefetch(panel + Ahead);
            panel += Columns;

            var x = TLanes.Constant(rows[k]);
            c00 = TLanes.MultiplyAdd(x, left, c00);
            c01 = TLanes.MultiplyAdd(x, right, c01);
            x = TLanes.Constant(row1[k]);
            c10 = TLanes.MultiplyAdd(x, left, c10);
            c11 = TLanes.MultiplyAdd(x, right, c11);
            x = TLanes.Constant(row2[k]);
            c20 = TLanes.MultiplyAdd(x, left, c20);
            c21 = TLanes.MultiplyAdd(x, right, c21);
            x = TLanes.Constant(row3[k]);
            c30 = TLanes.MultiplyAdd(x, left, c30);
            c31 = TLanes.MultiplyAdd(x, right, c31);
            x = TLanes.Constant(row4[k]);
            c40 = TLanes.MultiplyAdd(x, left, c40);
            c41 = TLanes.MultiplyAdd(x, right, c41);
            x = TLanes.Constant(row5[k]);
            c50 = TLanes.MultiplyAdd(x, left, c50);
            c51 = TLanes.MultiplyAdd(x, right, c51);
        }

        StoreRow(ref tile, tileStride, c00, c01);
        StoreRow(ref tile, tileStride, c10, c11);
        StoreRow(ref tile, tileStride, c20, c21);
        StoreRow(ref tile, tileStride, c30, c31);
        StoreRow(ref tile, tileStride, c40, c41);
        StoreRow(ref tile, tileStride, c50, c51);
    }

    /// <summary>Twelve rows at a time: half the reading of panels, where there are thirty-two registers.</summary>
    /// <inheritdoc cref="Tile"/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void TallTile(float* rows, long rowStride, float* panel, int depth, float* tile, long tileStride)
    {
        float* row1 = rows + rowStride;
        float* row2 = row1 + rowStride;
        float* row3 = row2 + rowStride;
        float* row4 = row3 + rowStride;
        float* row5 = row4 + rowStride;
        float* row6 = row5 + rowStride;
        float* row7 = row6 + rowStride;
        float* row8 = row7 + rowStride;
        float* row9 = row8 + rowStride;
        float* row10 = row9 + rowStride;
        float* row11 = row10 + rowStride;
        var c00 = TLanes.Constant(0);
        TLanes c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00;
        TLanes c41 = c00, c50 = c00, c51 = c00, c60 = c00, c61 = c00, c70 = c00, c71 = c00, c80 = c00;
        TLanes c81 = c00, c90 = c00, c91 = c00, ca0 = c00, ca1 = c00, cb0 = c00, cb1 = c00;
        for (nint k = 0; k < depth; k++)
        {
            TLanes left = TLanes.Load(panel);
            TLanes right = TLanes.Load(panel + TLanes.Count);
            Prefetch(panel + Ahead);
            panel += Columns;

            var x = TLanes.Constant(rows[k]);
            c00 = TLanes.MultiplyAdd(x, left, c00);
            c01 = TLanes.MultiplyAdd(x, right, c01);
            x = TLanes.Constant(row1[k]);
            c10 = TLanes.MultiplyAdd(x, left, c10);
            c11 = TLanes.MultiplyAdd(x, right, c11);
            x = TLanes.Constant(row2[k]);
            c20 = TLanes.MultiplyAdd(x, left, c20);
            c21 = TLanes.MultiplyAdd(x, right, c21);
            x = TLanes.Constant(row3[k]);
            c30 = TLanes.MultiplyAdd(x, left, c30);
            c31 = TLanes.MultiplyAdd(x, right, c31);
            x = TLanes.Constant(row4[k]);
            c40 = TLanes.MultiplyAdd(x, left, c40);
            c41 = TLanes.MultiplyAdd(x, right, c41);
            x = TLanes.Constant(row5[k]);
            c50 = TLanes.MultiplyAdd(x, left, c50);
            c51 = TLanes.MultiplyAdd(x, right, c51);
            x = TLanes.Constant(row6[k]);
            c60 = TLanes.MultiplyAdd(x, left, c60);
            c61 = TLanes.MultiplyAdd(x, right, c61);
            x = TLanes.Constant(row7[k]);
            c70 = TLanes.MultiplyAdd(x, left, c70);
            c71 = TLanes.MultiplyAdd(x, right, c71);
            x = TLanes.Constant(row8[k]);
            c80 = TLanes.MultiplyAdd(x, left, c80);
            c81 = TLanes.MultiplyAdd(x, right, c81);
            x = TLanes.Constant(row9[k]);
            c90 = TLanes.MultiplyAdd(x, left, c90);
            c91 = TLanes.MultiplyAdd(x, right, c91);
            x = TLanes.Constant(row10[k]);
            ca0 = TLanes.MultiplyAdd(x, left, ca0);
            ca1 = TLanes.MultiplyAdd(x, right, ca1);
            x = TLanes.Constant(row11[k]);
            cb0 = TLanes.MultiplyAdd(x, left, cb0);
            cb1 = TLanes.MultiplyAdd(x, right, cb1);
        }

        StoreRow(ref tile, tileStride, c00, c01);
        StoreRow(ref tile, tileStride, c10, c11);
        StoreRow(ref tile, tileStride, c20, c21);
        StoreRow(ref tile, tileStride, c30, c31);
        StoreRow(ref tile, tileStride, c40, c41);
        StoreRow(ref tile, tileStride, c50, c51);
        StoreRow(ref tile, tileStride, c60, c61);
        StoreRow(ref tile, tileStride, c70, c71);
        StoreRow(ref tile, tileStride, c80, c81);
        StoreRow(ref tile, tileStride, c90, c91);
        StoreRow(ref tile, tileStride, ca0, ca1);
        StoreRow(ref tile, tileStride, cb0, cb1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(ref float* tile, long stride, TLanes left, TLanes right)
    {
        TLanes.Store(left, tile);
        TLanes.Store(right, tile + TLanes.Count);
        tile += stride;
    }

    // Both cache lines of a row where it has two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* row)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(row);
            if (Columns > Line)
            {
                Sse.Prefetch0(row + Line);
            }
        }
    }
}
