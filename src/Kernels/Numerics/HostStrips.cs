using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Packs rows for <see cref="HostWinogradGemm{TLanes}"/>: for each row the sum of its products of pairs and what its sums are
/// multiplied by, then the rows, block by block. Each row is scaled by a power of two so that it is of the size of the weights, and
/// every other pair's second number is negated, as its weight is: see <see cref="HostPairs.IsNegated"/>.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostStrips<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Floats before the rows: two for each, and a whole cache line.</summary>
    public const int Header = 16;

    /// <summary>Floats before what each row's sums are multiplied by.</summary>
    public const int Factors = 8;

    private static int Rows => HostWinogradGemm<TLanes>.Rows;

    private static int Block => HostPairs.Block(TLanes.Count);

    /// <summary>Floats of a strip of rows.</summary>
    public static long StripLength(int depth) => Header + ((long)(depth + Block - 1) / Block * Block * Rows);

    /// <summary>Floats of some rows.</summary>
    public static long Length(int rows, int depth) => (rows + Rows - 1) / Rows * StripLength(depth);

    /// <summary>
    /// Packs rows; what a last strip has no rows for is left as it is. The sums of a row of zeros are zeros, without a rounding
    /// error.
    /// </summary>
    /// <param name="input">[rows, depth], rows <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="depth">Floats of a row that are read.</param>
    /// <param name="weight">The root mean square of the weights.</param>
    /// <param name="strips">The first strip.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* input, long stride, int rows, int depth, float weight, float* strips)
    {
        int height = Rows;
        int block = Block;
        long length = StripLength(depth);
        float* alternating = stackalloc float[HostPairs.Count] { 1, -1, 1, -1 };
        Lanes128 signs = Lanes128.Load(alternating);
        for (int first = 0; first < rows; first += height)
        {
            int count = Math.Min(height, rows - first);

            // First all magnitudes: a row's takes long, but no other row waits for it.
            for (int r = 0; r < count; r++)
            {
                float magnitude = HostMagnitude.OfRow<TLanes>(input + (r * stride), depth);
                int exponent = HostMagnitude.Exponent(weight, magnitude);
                strips[r] = HostMagnitude.PowerOfTwo(exponent);
                strips[Factors + r] = magnitude == 0 ? 0 : HostMagnitude.PowerOfTwo(-exponent);
            }

            for (int r = 0; r < count; r++, input += stride)
            {
                strips[r] = PackRow(input, depth, strips[r], signs, strips + Header + (r * block), block, height * block);
            }

            strips += length;
        }
    }

    // Returns the sum of products of pairs, of which a block has as many as a register of 128 bits has lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float PackRow(float* row, int depth, float scale, Lanes128 signs, float* packed, int block, int next)
    {
        var factor = Lanes128.Constant(scale);
        Lanes128 signed = factor * signs;
        var products = Lanes128.Constant(0);
        Lanes128 others = products;
        int k = 0;
        for (; k <= depth - block; k += block, packed += next)
        {
            Lanes128 x = Lanes128.Load(row + k) * factor;
            Lanes128 y = Lanes128.Load(row + k + HostPairs.Count) * signed;
            Lanes128.Store(x, packed);
            Lanes128.Store(y, packed + HostPairs.Count);
            (products, others) = (others, Lanes128.MultiplyAdd(x, y, products));
            Lanes128.Store(Lanes128.Load(row + k + (2 * HostPairs.Count)) * factor, packed + (2 * HostPairs.Count));
            if (TLanes.Count != 16)
            {
                // The second single of each pair.
                Lanes128.Store(Lanes128.Load(row + k + (3 * HostPairs.Count)) * factor, packed + (3 * HostPairs.Count));
            }
        }

        for (; k < depth; k++)
        {
            *packed++ = row[k] * scale;
        }

        return Lanes128.Sum(products + others);
    }
}
