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

    // Of sums that an epilogue still finds in the first-level cache, beside a panel.
    private const int RunBytes = 8 * 1024;

    // Steps of a sum between two fetches into the second-level cache. Each line is asked for once: asking with every step for one
    // that was there already cost a core of Zen 4 a third of its speed (bench/README).
    private const int Chunk = 8;

    /// <summary>Rows by which tiles grow.</summary>
    public static int Unit => TLanes.Count == 16 ? 4 : 2;

    /// <summary>Rows of the tallest tile.</summary>
    public static int Rows => 3 * Unit;

    /// <summary>Columns of a panel and of a tile.</summary>
    public static int Columns => 2 * TLanes.Count;

    /// <summary>Rows to be multiplied by one call: so many that the call does not count, so few that their sums stay near.</summary>
    public static int RowsOfRun => RunBytes / sizeof(float) / Columns;

    /// <summary>sums[r, c] = sum over k of rows[r, k] * panel[k, c].</summary>
    /// <typeparam name="TBits">The panel's stored bits.</typeparam>
    /// <typeparam name="TElement">Their format, widened in registers.</typeparam>
    /// <param name="rows">The first row.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="step">Floats from one element of a row to the next.</param>
    /// <param name="count">Rows.</param>
    /// <param name="panel">[depth, Columns].</param>
    /// <param name="depth">The length of the sum, at least 1.</param>
    /// <param name="sums">
    /// [count rounded up to a <see cref="Unit"/>, Columns]; rows that fill up the last unit repeat the last that is there.
    /// </param>
    /// <param name="sumsStride">Floats from one row of the sums to the next.</param>
    /// <param name="fetch">What else to fetch into the second-level cache meanwhile.</param>
    /// <returns>What of it is left to fetch.</returns>
    public static HostFetch Multiply<TBits, TElement>(
        float* rows, long rowStride, long step, int count, TBits* panel, int depth, float* sums, long sumsStride, HostFetch fetch)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        for (int left = count; left > 0;)
        {
            // Four units are two and two: a tile of one does not hide the latency of multiply-adds.
            int units = (left + Unit - 1) / Unit;
            int tall = (left / Rows) - (units % 3 == 1 ? 1 : 0);
            int tiles = Math.Max(tall, 1);
            int height = (tall > 0 ? 3 : units == 4 ? 2 : units) * Unit;
            int last = Math.Min(left, height) - 1;
            switch (height)
            {
                case 2:
                    Tiles<TBits, TElement, Rows2>(rows, rowStride, step, last, tiles, panel, depth, sums, sumsStride, fetch);
                    break;
                case 4:
                    Tiles<TBits, TElement, Rows4>(rows, rowStride, step, last, tiles, panel, depth, sums, sumsStride, fetch);
                    break;
                case 6:
                    Tiles<TBits, TElement, Rows6>(rows, rowStride, step, last, tiles, panel, depth, sums, sumsStride, fetch);
                    break;
                case 8:
                    Tiles<TBits, TElement, Rows8>(rows, rowStride, step, last, tiles, panel, depth, sums, sumsStride, fetch);
                    break;
                default:
                    Tiles<TBits, TElement, Rows12>(rows, rowStride, step, last, tiles, panel, depth, sums, sumsStride, fetch);
                    break;
            }

            int done = height * tiles;
            left -= done;
            rows += done * rowStride;
            sums += done * sumsStride;
            fetch = fetch.After((long)tiles * depth);
        }

        return fetch;
    }

    // Several tiles of one height. A method of its own: inlined together with an epilogue, the JIT runs out of registers and spills.
    // Several: it ends with VZEROUPPER, and a core seems to wait there until all that it has begun to multiply is done. Optimised at
    // once, as all inner loops are: unoptimised vector code is a hundred times slower, and a host's first answer would wait for it.
    // The height is the size of a type, which the JIT knows before all else: it leaves out what is above.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<TBits, TElement, THeight>(
        float* row0,
        long rowStride,
        long step,
        long last,
        int tiles,
        TBits* panel,
        long depth,
        float* sums,
        long sumsStride,
        HostFetch fetch)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where THeight : unmanaged
    {
        byte* fetched = fetch.From;
        byte* wanted = fetched;
        TBits* first = panel;
        for (; tiles > 0; tiles--)
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
            var c00 = TLanes.Constant(0);
            TLanes c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00;
            TLanes c41 = c00, c50 = c00, c51 = c00, c60 = c00, c61 = c00, c70 = c00, c71 = c00, c80 = c00;
            TLanes c81 = c00, c90 = c00, c91 = c00, ca0 = c00, ca1 = c00, cb0 = c00, cb1 = c00;
            panel = first;
            nint end = (nint)(depth * step);
            nint k = 0;
            do
            {
                nint stop = Math.Min(end, k + (nint)(Chunk * step));
                HostFetch.Ask(ref fetched, wanted);
                wanted += Chunk * fetch.Step;
                do
                {
                    TLanes left = HostWidening<TLanes, TBits, TElement>.Left(panel);
                    TLanes right = HostWidening<TLanes, TBits, TElement>.Right(panel);
                    Prefetch(panel);
                    panel += Columns;

                    var x = TLanes.Constant(row0[k]);
                    TLanes.Accumulate(ref c00, x, left);
                    TLanes.Accumulate(ref c01, x, right);
                    x = TLanes.Constant(row1[k]);
                    TLanes.Accumulate(ref c10, x, left);
                    TLanes.Accumulate(ref c11, x, right);
                    if (sizeof(THeight) > 2)
                    {
                        x = TLanes.Constant(row2[k]);
                        TLanes.Accumulate(ref c20, x, left);
                        TLanes.Accumulate(ref c21, x, right);
                        x = TLanes.Constant(row3[k]);
                        TLanes.Accumulate(ref c30, x, left);
                        TLanes.Accumulate(ref c31, x, right);
                    }

                    if (sizeof(THeight) > 4)
                    {
                        x = TLanes.Constant(row4[k]);
                        TLanes.Accumulate(ref c40, x, left);
                        TLanes.Accumulate(ref c41, x, right);
                        x = TLanes.Constant(row5[k]);
                        TLanes.Accumulate(ref c50, x, left);
                        TLanes.Accumulate(ref c51, x, right);
                    }

                    if (sizeof(THeight) > 6)
                    {
                        x = TLanes.Constant(row6[k]);
                        TLanes.Accumulate(ref c60, x, left);
                        TLanes.Accumulate(ref c61, x, right);
                        x = TLanes.Constant(row7[k]);
                        TLanes.Accumulate(ref c70, x, left);
                        TLanes.Accumulate(ref c71, x, right);
                    }

                    if (sizeof(THeight) > 8)
                    {
                        x = TLanes.Constant(row8[k]);
                        TLanes.Accumulate(ref c80, x, left);
                        TLanes.Accumulate(ref c81, x, right);
                        x = TLanes.Constant(row9[k]);
                        TLanes.Accumulate(ref c90, x, left);
                        TLanes.Accumulate(ref c91, x, right);
                        x = TLanes.Constant(row10[k]);
                        TLanes.Accumulate(ref ca0, x, left);
                        TLanes.Accumulate(ref ca1, x, right);
                        x = TLanes.Constant(row11[k]);
                        TLanes.Accumulate(ref cb0, x, left);
                        TLanes.Accumulate(ref cb1, x, right);
                    }

                    k += (nint)step;
                }
                while (k != stop);
            }
            while (k != end);

            StoreRows(ref sums, sumsStride, c00, c01, c10, c11);
            if (sizeof(THeight) > 2)
            {
                StoreRows(ref sums, sumsStride, c20, c21, c30, c31);
            }

            if (sizeof(THeight) > 4)
            {
                StoreRows(ref sums, sumsStride, c40, c41, c50, c51);
            }

            if (sizeof(THeight) > 6)
            {
                StoreRows(ref sums, sumsStride, c60, c61, c70, c71);
            }

            if (sizeof(THeight) > 8)
            {
                StoreRows(ref sums, sumsStride, c80, c81, c90, c91);
                StoreRows(ref sums, sumsStride, ca0, ca1, cb0, cb1);
            }

            row0 += sizeof(THeight) * rowStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(ref float* row, long stride, TLanes left, TLanes right, TLanes nextLeft, TLanes nextRight)
    {
        TLanes.Store(left, row);
        TLanes.Store(right, row + TLanes.Count);
        row += stride;
        TLanes.Store(nextLeft, row);
        TLanes.Store(nextRight, row + TLanes.Count);
        row += stride;
    }

    // The panel into the first-level cache, both lines of a row where it has two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TBits>(TBits* row)
        where TBits : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)row + Ahead);
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
