using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// How large numbers are, and the powers of two that bring them to another size: multiplying by those rounds nothing.
/// </summary>
internal static unsafe class HostMagnitude
{
    // Sums of squares of such numbers neither overflow nor vanish.
    private const float Smallest = 1e-15f;
    private const float Largest = 1e15f;

    // So that a power of two and its inverse are normal numbers. Numbers whose sizes lie further apart lose digits.
    private const int LargestExponent = 126;

    /// <summary>The root mean square of a row, or its largest number where squares do not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float OfRow<TLanes>(float* row, int depth)
        where TLanes : struct, ILanes<TLanes>
    {
        var squares = TLanes.Constant(0);
        TLanes others = squares;
        float tail = 0;
        Add(row, depth, ref squares, ref others, ref tail);
        float root = MathF.Sqrt((TLanes.Sum(squares + others) + tail) / depth);
        return root is > Smallest and < Largest ? root : LargestOf(row, 0, 1, depth);
    }

    /// <summary>
    /// The root mean square of several rows, or their largest number where squares do not fit; 1 if one is no finite number, so that
    /// it spoils what depends on it, and no precision elsewhere.
    /// </summary>
    /// <param name="rows">[count, depth], rows <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="count">Rows.</param>
    /// <param name="depth">Floats of a row that are read.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float OfRows<TLanes>(float* rows, long stride, int count, int depth)
        where TLanes : struct, ILanes<TLanes>
    {
        var squares = TLanes.Constant(0);
        TLanes others = squares;
        float tail = 0;
        for (int row = 0; row < count; row++)
        {
            Add(rows + (row * stride), depth, ref squares, ref others, ref tail);
        }

        float root = MathF.Sqrt((TLanes.Sum(squares + others) + tail) / ((float)count * depth));
        float magnitude = root is > Smallest and < Largest ? root : LargestOf(rows, stride, count, depth);
        return float.IsFinite(magnitude) ? magnitude : 1;
    }

    /// <summary>
    /// The exponent of the power of two that brings numbers of a magnitude to another. Zero counts as the smallest number, infinities
    /// and NaN as the largest.
    /// </summary>
    public static int Exponent(float wanted, float magnitude) =>
        Math.Clamp(BiasedExponent(wanted) - BiasedExponent(magnitude), -LargestExponent, LargestExponent);

    /// <summary>2 to a power from -126 to 127.</summary>
    public static float PowerOfTwo(int exponent) => BitConverter.Int32BitsToSingle((127 + exponent) << 23);

    private static int BiasedExponent(float number) => (BitConverter.SingleToInt32Bits(number) >> 23) & 0xff;

    // Adds the squares of a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes>(float* row, int depth, ref TLanes squares, ref TLanes others, ref float tail)
        where TLanes : struct, ILanes<TLanes>
    {
        int k = 0;
        for (; k <= depth - (2 * TLanes.Count); k += 2 * TLanes.Count)
        {
            TLanes x = TLanes.Load(row + k);
            TLanes y = TLanes.Load(row + k + TLanes.Count);
            squares = TLanes.MultiplyAdd(x, x, squares);
            others = TLanes.MultiplyAdd(y, y, others);
        }

        for (; k < depth; k++)
        {
            tail += row[k] * row[k];
        }
    }

    private static float LargestOf(float* rows, long stride, int count, int depth)
    {
        float largest = 0;
        for (int row = 0; row < count; row++)
        {
            for (int k = 0; k < depth; k++)
            {
                largest = MathF.Max(largest, MathF.Abs(rows[(row * stride) + k]));
            }
        }

        return largest;
    }
}
