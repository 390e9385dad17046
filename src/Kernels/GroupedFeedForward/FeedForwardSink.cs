using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Adds up what each 32 of the wide channels come to for a tile of outputs: bias and residual come with the first sums of the first
/// part. Each thread reads back what it wrote itself.
/// </summary>
/// <typeparam name="TInput">How the residual is stored, before its norm.</typeparam>
internal readonly struct FeedForwardSink<TInput> : ITileSink
    where TInput : struct, IStored<TInput>
{
    private readonly Singles sums;
    private readonly NormalizedRows<TInput> residual;
    private readonly Singles bias;
    private readonly int channel;
    private readonly long start;
    private readonly int stride;
    private readonly int rows;
    private readonly int columns;
    private readonly bool isFirst;
    private readonly bool isFirstPart;

    /// <summary>Takes a tile.</summary>
    /// <param name="sums">[P, T, C], what was added up so far.</param>
    /// <param name="residual">Of the tile's rows and channels.</param>
    /// <param name="bias">[C].</param>
    /// <param name="channel">The tile's first channel.</param>
    /// <param name="start">The first element of the tile's first row.</param>
    /// <param name="stride">C.</param>
    /// <param name="rows">Rows that are there; more than 32 count as 32.</param>
    /// <param name="columns">Columns that are there, likewise.</param>
    /// <param name="isFirst">Whether nothing of this part was added up so far.</param>
    /// <param name="isFirstPart">Whether this part has bias and residual.</param>
    public FeedForwardSink(
        Singles sums,
        NormalizedRows<TInput> residual,
        Singles bias,
        int channel,
        long start,
        int stride,
        int rows,
        int columns,
        bool isFirst,
        bool isFirstPart)
    {
        this.sums = sums;
        this.residual = residual;
        this.bias = bias;
        this.channel = channel;
        this.start = start;
        this.stride = stride;
        this.rows = rows;
        this.columns = columns;
        this.isFirst = isFirst;
        this.isFirstPart = isFirstPart;
    }

    /// <inheritdoc/>
    public void Write(int row, int column, Float4 sums)
    {
        int count = columns - column;
        if (row >= rows || count <= 0)
        {
            return;
        }

        long index = start + ((long)row * stride) + column;
        if (!isFirst)
        {
            sums += this.sums.Read4(index, count);
        }
        else if (isFirstPart)
        {
            sums += bias.Read4(channel + column, count) + residual.Normalized(row, column, count);
        }

        this.sums.Write4(index, sums, count);
    }
}
