using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>A row of [P, T, C], added up over P, in the order of the parts.</summary>
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
        long index = start + channel;
        Float4 total = sums.Read4(index, count);
        for (int part = 1; part < parts; part++)
        {
            index += stride;
            total += sums.Read4(index, count);
        }

        return total;
    }
}
