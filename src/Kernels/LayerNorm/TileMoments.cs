using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Mean and inverse deviation of up to 32 rows, in shared memory: what a kernel of <see cref="TileProduct"/> needs to normalise the
/// rows that it multiplies.
/// </summary>
internal readonly struct TileMoments
{
    /// <summary>[32].</summary>
    public readonly ArrayView<float> Means;

    /// <summary>[32]: 1 / sqrt(variance + epsilon).</summary>
    public readonly ArrayView<float> Inverses;

    // Threads of a row: neighbours, so that they read whole sectors of memory.
    private const int Lanes = 8;
    private const int RowsAtATime = TileProduct.GroupSize / Lanes;

    /// <summary>Takes shared memory for them.</summary>
    /// <param name="means">[32], shared.</param>
    /// <param name="inverses">[32], shared.</param>
    public TileMoments(ArrayView<float> means, ArrayView<float> inverses)
    {
        Means = means;
        Inverses = inverses;
    }

    /// <summary>
    /// Computes both in float32, in two passes over the rows. Every thread of the group must call; afterwards every thread may read
    /// them, and change the partial sums.
    /// </summary>
    /// <param name="elements">Holds the rows, which follow on each other.</param>
    /// <param name="start">The first element of the first row.</param>
    /// <param name="channels">C.</param>
    /// <param name="rows">Rows that are there; more than 32 count as 32. Of those that are not, moments are arbitrary.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="partial">[32, 8], shared.</param>
    public void Compute<TInput>(
        TInput elements, long start, int channels, int rows, float epsilon, ArrayView<float> partial)
        where TInput : struct, IStored<TInput>
    {
        int thread = Group.IdxX;
        for (int row = thread / Lanes; row < TileProduct.Size; row += RowsAtATime)
        {
            float sum = 0;
            for (int c = 4 * (thread % Lanes); c < channels && row < rows; c += 4 * Lanes)
            {
                sum += elements.Read4(start + ((long)row * channels) + c, channels - c).Sum;
            }

            partial[(row * Lanes) + (thread % Lanes)] = sum;
        }

        Group.Barrier();
        if (thread < TileProduct.Size)
        {
            Means[thread] = Total(partial, thread) / channels;
        }

        Group.Barrier();
        for (int row = thread / Lanes; row < TileProduct.Size; row += RowsAtATime)
        {
            float squares = 0;
            for (int c = 4 * (thread % Lanes); c < channels && row < rows; c += 4 * Lanes)
            {
                Float4 values = elements.Read4(start + ((long)row * channels) + c, channels - c);
                squares += values.First(channels - c, Means[row]).SquaresAround(Means[row]);
            }

            partial[(row * Lanes) + (thread % Lanes)] = squares;
        }

        Group.Barrier();
        if (thread < TileProduct.Size)
        {
            Inverses[thread] = 1f / XMath.Sqrt((Total(partial, thread) / channels) + epsilon);
        }

        Group.Barrier();
    }

    private static float Total(ArrayView<float> partial, int row)
    {
        float total = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            total += partial[(row * Lanes) + lane];
        }

        return total;
    }
}
