using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The matrix-product micro-kernel of the host: a few rows, read where they lie, times a panel of two registers' columns. The sums,
/// the panel's two registers and one broadcast stay in registers: six rows in the sixteen of AVX2, twelve in the thirty-two of
/// AVX-512.
/// </summary>
/// <remarks>
/// Tiles have one, two or three <see cref="Unit"/>s of rows, so that a whole number of units is computed without waste, and only the
/// last unit of all may have rows that are not there.
/// </remarks>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostGemm<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // The processor's own prefetchers stop at every page. By then the panel is in the second-level cache: this far ahead is soon
    // enough for the first.
    private const int Ahead = 2048;

    // Bytes.
    private const int Line = 64;

    /// <summary>Rows by which tiles grow.</summary>
    public static int Unit => TLanes.Count == 16 ? 4 : 2;

    /// <summary>Rows of the tallest tile.</summary>
    public static int Rows => 3 * Unit;

    /// <summary>Columns of a panel and of a tile.</summary>
    public static int Columns => 2 * TLanes.Count;

    /// <summary>
    /// Computes the next tile of a product, tile[r, c] = sum over k of rows[r, k] * panel[k, c], and returns how many of its rows are
    /// there.
    /// </summary>
    /// <typeparam name="TBits">The panel's stored bits.</typeparam>
    /// <typeparam name="TElement">Their format, widened in registers.</typeparam>
    /// <param name="rows">The first of the rows that are left.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="step">Floats from one element of a row to the next.</param>
    /// <param name="left">Rows that are left, at least 1.</param>
    /// <param name="panel">[depth, Columns].</param>
    /// <param name="depth">The length of the sum.</param>
    /// <param name="tile">
    /// [at most <see cref="Rows"/>, Columns]; rows that fill up the last unit repeat the last that is there.
    /// </param>
    /// <param name="tileStride">Floats from one row of the tile to the next.</param>
    /// <param name="fetch">What else to fetch into the second-level cache meanwhile.</param>
    public static int Next<TBits, TElement>(
        float* rows, long rowStride, long step, int left, TBits* panel, int depth, float* tile, long tileStride, HostFetch fetch)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        // Four units are two and two: a tile of one does not hide the latency of multiply-adds.
        int units = (left + Unit - 1) / Unit;
        int height = (units == 4 ? 2 : Math.Min(units, 3)) * Unit;
        int last = Math.Min(left, height) - 1;
        switch (height)
        {
            case 2: Tile<TBits, TElement, Rows2>(rows, rowStride, step, last, panel, depth, tile, tileStride, fetch); break;
            case 4: Tile<TBits, TElement, Rows4>(rows, rowStride, step, last, panel, depth, tile, tileStride, fetch); break;
            case 6: Tile<TBits, TElement, Rows6>(rows, rowStride, step, last, panel, depth, tile, tileStride, fetch); break;
            case 8: Tile<TBits, TElement, Rows8>(rows, rowStride, step, last, panel, depth, tile, tileStride, fetch); break;
            default: Tile<TBits, TElement, Rows12>(rows, rowStride, step, last, panel, depth, tile, tileStride, fetch); break;
        }

        return last + 1;
    }

    // A method of its own: inlined together with an epilogue, the JIT runs out of registers and spills. Optimised at once, as all
    // inner loops are: unoptimised vector code is a hundred times slower, and a host's first answer would wait for it. The height is
    // the size of a type, which the JIT knows before all else: it leaves out what is above.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TBits, TElement, THeight>(
        float* row0,
        long rowStride,
        long step,
        long last,
        TBits* panel,
        long depth,
        float* tile,
        long tileStride,
        HostFetch fetch)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where THeight : unmanaged
    {
        float* row1 = row0 + (Math.Min(1, last) * rowStride);
        float* row2 = row0 + (Math.Min(2, last) * rowStride);
        float* row3 = row0 + (Math.Min(3, last) * rowStride);
        float* row4 = row0 + (Math.Min(4, last) * rowStride);
        float* row5 = row0 + (Math.Min(5, last) * rowStride);
        float* row6 = row0 + (Math.Min(6, last) * rowStride);
        float* row7 = row0 + (Math.Min(7, last) * rowStride);
        float* row8 = row0 + (Math.Min(8, last) * rowStride);
        float* row9 = row0 + (Math.Min(9, last) * rowStride);
        float* row10 = row0 + (Math.Min(10, last) * rowStride);
        float* row11 = row0 + (Math.Min(11, last) * rowStride);
        byte* ahead = fetch.From;
        long aheadStep = fetch.Step;
        var c00 = TLanes.Constant(0);
        TLanes c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00;
        TLanes c41 = c00, c50 = c00, c51 = c00, c60 = c00, c61 = c00, c70 = c00, c71 = c00, c80 = c00;
        TLanes c81 = c00, c90 = c00, c91 = c00, ca0 = c00, ca1 = c00, cb0 = c00, cb1 = c00;
        for (nint k = 0, end = (nint)(depth * step); k != end; k += (nint)step)
        {
            TLanes left = HostWidening<TLanes, TBits, TElement>.Left(panel);
            TLanes right = HostWidening<TLanes, TBits, TElement>.Right(panel);
            Prefetch(panel, ahead);
            ahead += aheadStep;
            panel += Columns;

            var x = TLanes.Constant(row0[k]);
            c00 = TLanes.MultiplyAdd(x, left, c00);
            c01 = TLanes.MultiplyAdd(x, right, c01);
            x = TLanes.Constant(row1[k]);
            c10 = TLanes.MultiplyAdd(x, left, c10);
            c11 = TLanes.MultiplyAdd(x, right, c11);
            if (sizeof(THeight) > 2)
            {
                x = TLanes.Constant(row2[k]);
                c20 = TLanes.MultiplyAdd(x, left, c20);
                c21 = TLanes.MultiplyAdd(x, right, c21);
                x = TLanes.Constant(row3[k]);
                c30 = TLanes.MultiplyAdd(x, left, c30);
                c31 = TLanes.MultiplyAdd(x, right, c31);
            }

            if (sizeof(THeight) > 4)
            {
                x = TLanes.Constant(row4[k]);
                c40 = TLanes.MultiplyAdd(x, left, c40);
                c41 = TLanes.MultiplyAdd(x, right, c41);
                x = TLanes.Constant(row5[k]);
                c50 = TLanes.MultiplyAdd(x, left, c50);
                c51 = TLanes.MultiplyAdd(x, right, c51);
            }

            if (sizeof(THeight) > 6)
            {
                x = TLanes.Constant(row6[k]);
                c60 = TLanes.MultiplyAdd(x, left, c60);
                c61 = TLanes.MultiplyAdd(x, right, c61);
                x = TLanes.Constant(row7[k]);
                c70 = TLanes.MultiplyAdd(x, left, c70);
                c71 = TLanes.MultiplyAdd(x, right, c71);
            }

            if (sizeof(THeight) > 8)
            {
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
        }

        StoreRows(ref tile, tileStride, c00, c01, c10, c11);
        if (sizeof(THeight) > 2)
        {
            StoreRows(ref tile, tileStride, c20, c21, c30, c31);
        }

        if (sizeof(THeight) > 4)
        {
            StoreRows(ref tile, tileStride, c40, c41, c50, c51);
        }

        if (sizeof(THeight) > 6)
        {
            StoreRows(ref tile, tileStride, c60, c61, c70, c71);
        }

        if (sizeof(THeight) > 8)
        {
            StoreRows(ref tile, tileStride, c80, c81, c90, c91);
            StoreRows(ref tile, tileStride, ca0, ca1, cb0, cb1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(ref float* tile, long stride, TLanes left, TLanes right, TLanes nextLeft, TLanes nextRight)
    {
        TLanes.Store(left, tile);
        TLanes.Store(right, tile + TLanes.Count);
        tile += stride;
        TLanes.Store(nextLeft, tile);
        TLanes.Store(nextRight, tile + TLanes.Count);
        tile += stride;
    }

    // The panel into the first-level cache, both lines of a row where it has two, and what else is asked for into the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TBits>(TBits* row, byte* fetched)
        where TBits : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)row + Ahead);
            Sse.Prefetch1(fetched);
            if (Columns * sizeof(TBits) > Line)
            {
                Sse.Prefetch0((byte*)row + Ahead + Line);
            }
        }
    }

    [StructLayout(LayoutKind.Sequential, Size = 2)]
    private readonly struct Rows2;

    [StructLayout(LayoutKind.Sequential, Size = 4)]
    private readonly struct Rows4;

    [StructLayout(LayoutKind.Sequential, Size = 6)]
    private readonly struct Rows6;

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    private readonly struct Rows8;

    [StructLayout(LayoutKind.Sequential, Size = 12)]
    private readonly struct Rows12;
}
