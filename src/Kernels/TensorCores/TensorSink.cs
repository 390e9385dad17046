using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Where the sums of a warp go: each lane stores two neighbouring channels at once.</summary>
/// <typeparam name="TOutput">How they lie in memory.</typeparam>
/// <typeparam name="TEpilogue">What happens to a sum before it is stored.</typeparam>
internal readonly struct TensorSink<TOutput, TEpilogue>
    where TOutput : struct, ITensorOutput
    where TEpilogue : struct, IEpilogue
{
    private readonly TOutput output;
    private readonly TEpilogue epilogue;
    private readonly int row;
    private readonly int rows;
    private readonly int stride;

    /// <summary>Takes the rows of a group.</summary>
    /// <param name="output">[T, C].</param>
    /// <param name="epilogue">Applied to each sum.</param>
    /// <param name="firstRow">The group's first.</param>
    /// <param name="rows">One past the last row that is stored.</param>
    /// <param name="stride">C.</param>
    public TensorSink(TOutput output, TEpilogue epilogue, int firstRow, int rows, int stride)
    {
        this.output = output;
        this.epilogue = epilogue;
        row = firstRow + TensorTile.WarpRow + (TensorTile.Lane >> 2);
        this.rows = rows;
        this.stride = stride;
    }

    /// <summary>Stores a warp's sums.</summary>
    /// <param name="sums">16 rows x 64 channels.</param>
    /// <param name="firstChannel">Their first.</param>
    /// <param name="channels">How many of them are there, a multiple of 8; more than 64 count as 64.</param>
    public void Write(TensorStrip sums, int firstChannel, int channels)
    {
        if (channels <= 0)
        {
            return;
        }

        // All that is read is read before anything is stored: what the compiler takes for the same memory it reads one by one.
        int channel = firstChannel + (2 * (TensorTile.Lane & 3));
        var applied = new TensorStrip(
            Apply(sums.Sums0, channel, channels, 0),
            Apply(sums.Sums1, channel, channels, 8),
            Apply(sums.Sums2, channel, channels, 16),
            Apply(sums.Sums3, channel, channels, 24),
            Apply(sums.Sums4, channel, channels, 32),
            Apply(sums.Sums5, channel, channels, 40),
            Apply(sums.Sums6, channel, channels, 48),
            Apply(sums.Sums7, channel, channels, 56));
        long pair = (((long)row * stride) + channel) >> 1;
        if (row < rows)
        {
            StoreRow(applied, true, pair, channels);
        }

        if (row + 8 < rows)
        {
            StoreRow(applied, false, pair + (4L * stride), channels);
        }
    }

    // What is not there is computed as something that is, and not stored.
    private TensorSums Apply(TensorSums sums, int channel, int channels, int offset)
    {
        int upper = XMath.Min(row, rows - 1);
        int lower = XMath.Min(row + 8, rows - 1);
        int first = channel + XMath.Min(offset, channels - 8);
        return new TensorSums(
            Apply(sums.Upper0, upper, first),
            Apply(sums.Upper1, upper, first + 1),
            Apply(sums.Lower0, lower, first),
            Apply(sums.Lower1, lower, first + 1));
    }

    private float Apply(float sum, int row, int channel) => epilogue.Apply(new DeviceFloat(sum), row, channel).Value;

    private void StoreRow(TensorStrip sums, bool isUpper, long pair, int channels)
    {
        Store(sums.Sums0, isUpper, pair, 0, channels);
        Store(sums.Sums1, isUpper, pair, 4, channels);
        Store(sums.Sums2, isUpper, pair, 8, channels);
        Store(sums.Sums3, isUpper, pair, 12, channels);
        Store(sums.Sums4, isUpper, pair, 16, channels);
        Store(sums.Sums5, isUpper, pair, 20, channels);
        Store(sums.Sums6, isUpper, pair, 24, channels);
        Store(sums.Sums7, isUpper, pair, 28, channels);
    }

    // The offset is a constant, so that the stores of a row differ in nothing but a number in their instructions.
    private void Store(TensorSums sums, bool isUpper, long pair, int offset, int channels)
    {
        if (2 * offset < channels)
        {
            output.Store(pair, offset, isUpper ? sums.Upper0 : sums.Lower0, isUpper ? sums.Upper1 : sums.Lower1);
        }
    }
}
