using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Adds up what each 32 of the wide channels come to for a tile of outputs: bias and residual come with the first sums, and what is
/// last is stored as the output wants it. Each thread reads back what it wrote itself.
/// </summary>
/// <typeparam name="TInput">How the residual is stored, before its norm.</typeparam>
/// <typeparam name="TOutput">How the output is stored.</typeparam>
internal readonly struct FeedForwardSink<TInput, TOutput> : ITileSink
    where TInput : struct, IStored<TInput>
    where TOutput : struct, IStored<TOutput>
{
    private readonly TOutput output;
    private readonly ArrayView<float> sums;
    private readonly NormalizedRows<TInput> residual;
    private readonly ArrayView<float> bias;
    private readonly long start;
    private readonly int stride;
    private readonly int rows;
    private readonly int columns;
    private readonly bool isFirst;
    private readonly bool isLast;

    /// <summary>Takes a tile.</summary>
    /// <param name="output">[T, C].</param>
    /// <param name="sums">[T, C], what was added up so far; may be the output itself where that is float32.</param>
    /// <param name="residual">Of the tile's rows and channels.</param>
    /// <param name="bias">Of the tile's channels.</param>
    /// <param name="start">The first element of the tile's first row.</param>
    /// <param name="stride">C.</param>
    /// <param name="rows">Rows that are there; more than 32 count as 32.</param>
    /// <param name="columns">Columns that are there, likewise.</param>
    /// <param name="isFirst">Whether nothing was added up so far.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    public FeedForwardSink(
        TOutput output,
        ArrayView<float> sums,
        NormalizedRows<TInput> residual,
        ArrayView<float> bias,
        long start,
        int stride,
        int rows,
        int columns,
        bool isFirst,
        bool isLast)
    {
        this.output = output;
        this.sums = sums;
        this.residual = residual;
        this.bias = bias;
        this.start = start;
        this.stride = stride;
        this.rows = rows;
        this.columns = columns;
        this.isFirst = isFirst;
        this.isLast = isLast;
    }

    /// <inheritdoc/>
    public void Write(int row, int column, float sum)
    {
        if (row >= rows || column >= columns)
        {
            return;
        }

        long index = start + ((long)row * stride) + column;
        float total = sum + (isFirst ? bias[column] + residual.Normalized(row, column) : sums[index]);
        if (isLast)
        {
            output.Write(index, total);
        }
        else
        {
            sums[index] = total;
        }
    }
}
