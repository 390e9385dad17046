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
        int channel = firstChannel + (2 * (TensorTile.Lane & 3));
        Write(sums.Sums0, channel, channels);
        Write(sums.Sums1, channel + 8, channels - 8);
        Write(sums.Sums2, channel + 16, channels - 16);
        Write(sums.Sums3, channel + 24, channels - 24);
        Write(sums.Sums4, channel + 32, channels - 32);
        Write(sums.Sums5, channel + 40, channels - 40);
        Write(sums.Sums6, channel + 48, channels - 48);
        Write(sums.Sums7, channel + 56, channels - 56);
    }

    private void Write(TensorSums sums, int channel, int channels)
    {
        if (channels > 0)
        {
            Write(row, channel, sums.Upper0, sums.Upper1);
            Write(row + 8, channel, sums.Lower0, sums.Lower1);
        }
    }

    private void Write(int row, int channel, float first, float second)
    {
        if (row < rows)
        {
            output.Store(
                (((long)row * stride) + channel) / 2,
                epilogue.Apply(new DeviceFloat(first), row, channel).Value,
                epilogue.Apply(new DeviceFloat(second), row, channel + 1).Value);
        }
    }
}
