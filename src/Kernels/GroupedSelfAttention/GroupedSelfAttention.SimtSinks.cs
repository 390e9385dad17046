using ILGPU;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedSelfAttention
{
    // Keys past the end of the sentence get the least score, so that they never decide the maximum.
    private readonly struct ScoreSink<TMask>(ArrayView<float> scores, ArrayView<int> keyMask, int key, int keys, float scale)
        : ITileSink
        where TMask : struct, IKeyMask
    {
        public void Write(int row, int column, Float4 sums)
        {
            long place = (row * Pitch) + column;
            scores[place] = Score(column, sums.X);
            scores[place + 1] = Score(column + 1, sums.Y);
            scores[place + 2] = Score(column + 2, sums.Z);
            scores[place + 3] = Score(column + 3, sums.W);
        }

        private float Score(int column, float sum) =>
            column < keys ? TMask.Apply(keyMask, key + column, sum * scale) : float.MinValue;
    }

    // Each thread reads back what it wrote itself.
    private readonly struct MixSink(
        Singles mixed, long start, int stride, int rows, int columns, ArrayView<float> shrinks, bool isFirst) : ITileSink
    {
        public void Write(int row, int column, Float4 sums)
        {
            int count = columns - column;
            if (row < rows && count > 0)
            {
                long index = start + ((long)row * stride) + column;
                Float4 before = isFirst ? default : mixed.Read4(index, count);
                mixed.Write4(index, Float4.MultiplyAdd(shrinks[row], before, sums), count);
            }
        }
    }

    private readonly struct OutputSink<TOutput>(
        TOutput output, long start, int stride, int rows, int columns, ArrayView<float> factors, ArrayView<float> bias)
        : ITileSink
        where TOutput : struct, IStored<TOutput>
    {
        public void Write(int row, int column, Float4 sums)
        {
            int count = columns - column;
            if (row < rows && count > 0)
            {
                Float4 means = Float4.MultiplyAdd(factors[row], sums, default);
                output.Write4(
                    start + ((long)row * stride) + column,
                    DeviceEpilogue<AddBias>.Apply(new AddBias(bias), means, row, column, count),
                    count);
            }
        }
    }
}
