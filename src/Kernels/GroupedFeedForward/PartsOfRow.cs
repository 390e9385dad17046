using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>A row of [P, T, C], added up over P, always in the same order.</summary>
internal readonly struct PartsOfRow : INormSource
{
    private readonly Singles sums;
    private readonly long start;
    private readonly long stride;
    private readonly int parts;

    /// <summary>Takes a row.</summary>
    /// <param name="sums">[P, T, C].</param>
    /// <param name="start">Where the row begins in the first part.</param>
    /// <param name="stride">From a part to the next.</param>
    /// <param name="parts">P.</param>
    public PartsOfRow(Singles sums, long start, long stride, int parts)
    {
        this.sums = sums;
        this.start = start;
        this.stride = stride;
        this.parts = parts;
    }

    /// <inheritdoc/>
    public Float4 Read(int channel, int count)
    {
        // Four at a time, so that the reads of one do not wait for those of the others.
        long index = start + channel;
        Float4 total = default;
        int part = 0;
        for (; part + 4 <= parts; part += 4)
        {
            Float4 first = sums.Read4(index, count);
            Float4 second = sums.Read4(index + stride, count);
            Float4 third = sums.Read4(index + (2 * stride), count);
            Float4 fourth = sums.Read4(index + (3 * stride), count);
            total += first + second + (third + fourth);
            index += 4 * stride;
        }

        for (; part < parts; part++)
        {
            total += sums.Read4(index, count);
            index += stride;
        }

        return total;
    }
}
