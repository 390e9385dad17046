using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    // Keys past the end of the sentence get the least score, so that they never decide the maximum.
    private readonly struct ScoreSink<TMask>(ArrayView<float> scores, ArrayView<int> keyMask, int key, int keys, float scale)
        : ITileSink
        where TMask : struct, IKeyMask
    {
        public void Write(int row, int column, float sum) => scores[(row * Pitch) + column] =
            column < keys ? TMask.Apply(keyMask, key + column, sum * scale) : float.MinValue;
    }

    // Each thread reads back what it wrote itself.
    private readonly struct MixSink(
        ArrayView<float> mixed, long start, int stride, int rows, int columns, ArrayView<float> shrinks, bool isFirst) : ITileSink
    {
        public void Write(int row, int column, float sum)
        {
            if (row < rows && column < columns)
            {
                long index = start + ((long)row * stride) + column;
                float before = isFirst ? 0f : mixed[index];
                mixed[index] = (before * shrinks[row]) + sum;
            }
        }
    }

    private readonly struct OutputSink<TOutput>(
        TOutput output, long start, int stride, int rows, int columns, ArrayView<float> factors, ArrayView<float> bias)
        : ITileSink
        where TOutput : struct, IStored<TOutput>
    {
        public void Write(int row, int column, float sum)
        {
            if (row < rows && column < columns)
            {
                output.Write(start + ((long)row * stride) + column, (sum * factors[row]) + bias[column]);
            }
        }
    }
}
