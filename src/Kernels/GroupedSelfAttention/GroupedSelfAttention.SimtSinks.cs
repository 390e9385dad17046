using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    private readonly struct QuerySink(MatrixSink<Singles> queries, Singles bias, long channel, int columns) : ITileSink
    {
        public void Write(int row, int column, Float4 sums) =>
            queries.Write(row, column, sums + bias.Read4(channel + column, columns - column));
    }

    // Each thread reads back what it wrote itself.
    private readonly struct MixSink(
        Singles mixed, long start, int stride, int rows, int columns, TileSoftmax softmax, bool isFirst) : ITileSink
    {
        public void Write(int row, int column, Float4 sums)
        {
            int count = columns - column;
            if (row < rows && count > 0)
            {
                long index = start + ((long)row * stride) + column;
                Float4 before = isFirst ? default : mixed.Read4(index, count);
                mixed.Write4(index, Float4.MultiplyAdd(softmax.Shrink(row), before, sums), count);
            }
        }
    }

    private readonly struct OutputSink<TOutput>(
        MatrixSink<TOutput> output, Singles bias, long channel, int columns, TileSoftmax softmax) : ITileSink
        where TOutput : struct, IStored<TOutput>
    {
        public void Write(int row, int column, Float4 sums) => output.Write(
            row,
            column,
            Float4.MultiplyAdd(softmax.Inverse(row), sums, bias.Read4(channel + column, columns - column)));
    }
}
