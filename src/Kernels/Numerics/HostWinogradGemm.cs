using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The matrix-product micro-kernel of hosts that add while they multiply (<see cref="Devices.HostSimd.AddsWhileMultiplying"/>):
/// strips of <see cref="Rows"/> rows, packed by <see cref="HostStrips{TLanes}"/>, times a panel of two registers' columns. Some of
/// the products are made two at a time, by S. Winograd's inner product: (x1 + w2) (x2 + w1) - x1 x2 - w1 w2 = x1 w1 + x2 w2. What is
/// taken away belongs to a row or to a column alone, is computed once, and begins the sum.
/// </summary>
/// <remarks>
/// A pair is one multiply-add and two additions in place of two multiply-adds. A core with as many pipes that add as that multiply
/// is busiest in all of them with a third of the products left as they are (or half, where there are few registers and every
/// broadcast is an instruction). Winograd, "A New Algorithm for Inner Product", IEEE Transactions on Computers C-17 (1968). The
/// error is that of a plain sum as long as rows and columns are of a size (Brent 1970; Higham, "Accuracy and Stability of Numerical
/// Algorithms", 23.2.1), so strips are scaled to be. An infinity becomes NaN.
/// </remarks>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe partial class HostWinogradGemm<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const int Pairs = HostPairs.Count;

    // Numbers of a row that are multiplied in one pass, where strips of four rows read the panel so often that it must stay in the
    // first-level cache: it takes half of 32 KiB. A multiple of a block.
    private const int Pass = 256;

    /// <summary>Rows of a strip: sums, two rows of the panel and what is being added stay in registers.</summary>
    public static int Rows => TLanes.Count == 16 ? 8 : 4;

    /// <summary>Floats from one number of transposed rows to the next: what three panels' columns take.</summary>
    public static int TransposedStride => TLanes.Count == 16 ? 96 : 48;

    private static int Columns => 2 * TLanes.Count;

    /// <summary>sums[r, c] = sum over k of rows[r, k] * panel[k, c].</summary>
    /// <typeparam name="TBits">The panel's stored bits.</typeparam>
    /// <typeparam name="TElement">Their format, widened in registers.</typeparam>
    /// <param name="strips">The first strip of <see cref="HostStrips{TLanes}"/>.</param>
    /// <param name="count">Rows.</param>
    /// <param name="panel">[depth, Columns].</param>
    /// <param name="corrections">[Columns]: less the sum of each column's products of pairs.</param>
    /// <param name="depth">The length of the sum.</param>
    /// <param name="sums">[count rounded up to half a strip, Columns].</param>
    /// <param name="sumsStride">Floats from one row of the sums to the next.</param>
    /// <param name="fetch">What else to fetch into the second-level cache meanwhile.</param>
    /// <returns>What of it is left to fetch.</returns>
    public static HostFetch Multiply<TBits, TElement>(
        float* strips, int count, TBits* panel, float* corrections, int depth, float* sums, long sumsStride, HostFetch fetch)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits> => TLanes.Count == 16
            ? Multiply<TBits, TElement, Eight, Four, BlockOf12>(strips, count, panel, corrections, depth, sums, sumsStride, fetch)
            : Multiply<TBits, TElement, Four, Two, BlockOf16>(strips, count, panel, corrections, depth, sums, sumsStride, fetch);

    /// <summary>sums[r, c] = factors[r] * sum over k of rows[k, r] * panel[k, c], for whole strips.</summary>
    /// <param name="rows">[depth, <see cref="TransposedStride"/>]: numbers, negated as <see cref="HostPairs.IsNegated"/> has it.</param>
    /// <param name="products">[count]: the sum of each row's products of pairs.</param>
    /// <param name="factors">[count].</param>
    /// <param name="count">Rows, a multiple of <see cref="Rows"/>.</param>
    /// <param name="panel">[depth, Columns].</param>
    /// <param name="corrections">[Columns]: less the sum of each column's products of pairs.</param>
    /// <param name="depth">The length of the sum.</param>
    /// <param name="sums">[count, Columns].</param>
    public static void MultiplyTransposed(
        float* rows, float* products, float* factors, int count, float* panel, float* corrections, int depth, float* sums)
    {
        if (TLanes.Count == 16)
        {
            Passes<float, F32, Eight, BlockOf12, ByNumber96>(
                rows, products, factors, Rows, count / Rows, panel, corrections, depth, sums, Columns, default);
        }
        else
        {
            Passes<float, F32, Four, BlockOf16, ByNumber48>(
                rows, products, factors, Rows, count / Rows, panel, corrections, depth, sums, Columns, default);
        }
    }

    // Of a last strip with half its rows or less the other half is not computed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static HostFetch Multiply<TBits, TElement, TRows, THalf, TBlock>(
        float* strips, int count, TBits* panel, float* corrections, int depth, float* sums, long sumsStride, HostFetch fetch)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TRows : unmanaged
        where THalf : unmanaged
        where TBlock : unmanaged
    {
        int left = count % sizeof(TRows);
        int whole = (count / sizeof(TRows)) + (left > sizeof(THalf) ? 1 : 0);
        long length = HostStrips<TLanes>.StripLength(depth);
        float* numbers = strips + HostStrips<TLanes>.Header;
        float* factors = strips + HostStrips<TLanes>.Factors;
        if (whole > 0)
        {
            Passes<TBits, TElement, TRows, TBlock, ByRow>(
                numbers, strips, factors, length, whole, panel, corrections, depth, sums, sumsStride, fetch);
            fetch = fetch.After((long)whole * depth);
        }

        if (left > 0 && left <= sizeof(THalf))
        {
            long done = whole * length;
            sums += whole * sizeof(TRows) * sumsStride;
            Passes<TBits, TElement, THalf, TBlock, ByRow>(
                numbers + done, strips + done, factors + done, length, 1, panel, corrections, depth, sums, sumsStride, fetch);
            fetch = fetch.After(depth);
        }

        return fetch;
    }

    // What belongs to a strip (numbers, products, factors) lies as many floats before what belongs to the next as the length says.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Passes<TBits, TElement, TRows, TBlock, TOrder>(
        float* numbers,
        float* products,
        float* factors,
        long length,
        int strips,
        TBits* panel,
        float* corrections,
        int depth,
        float* sums,
        long sumsStride,
        HostFetch fetch)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TRows : unmanaged
        where TBlock : unmanaged
        where TOrder : unmanaged
    {
        if (sizeof(TBlock) == 12 || depth <= Pass)
        {
            Strips<TBits, TElement, TRows, TBlock, TOrder>(
                numbers, numbers, products, factors, length, strips, panel, corrections, depth, sums, sumsStride, fetch);
            return;
        }

        // Passes of about one length, in whole blocks.
        int passes = (depth + Pass - 1) / Pass;
        int most = (depth + (passes * sizeof(TBlock)) - 1) / (passes * sizeof(TBlock)) * sizeof(TBlock);
        int height = sizeof(TOrder) > 1 ? sizeof(TOrder) : Rows;
        for (int k = 0; k < depth; k += most)
        {
            int count = Math.Min(most, depth - k);
            float* first = numbers + ((long)k * height);
            Strips<TBits, TElement, TRows, TBlock, TOrder>(
                first,
                first,
                k == 0 ? products : null,
                k + count == depth ? factors : null,
                length,
                strips,
                panel + ((long)k * Columns),
                corrections,
                count,
                sums,
                sumsStride,
                fetch);
            fetch = fetch.After((long)strips * count);
        }
    }
}
