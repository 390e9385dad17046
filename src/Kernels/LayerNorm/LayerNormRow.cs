using ILGPU;
using ILGPU.Algorithms;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Normalisation of one row: what <see cref="LayerNorm{TPrologue}"/> and <see cref="EmbeddingNorm"/> share on GPUs. The host's
/// counterpart is <see cref="HostLayerNormRow{TLanes}"/>.
/// </summary>
internal static class LayerNormRow
{
    // Channels that a group reads at a time, of as many threads as GroupReduction takes.
    private const int Step = 4 * 64;

    /// <summary>
    /// Normalises a row; every thread of the group calls, and thread i reads and writes the channels 4 i to 4 i + 3, and those 256
    /// after these, ... The row is read once for the mean, once for the variance and once for the result: what lies between would be
    /// rounded to the output's format.
    /// </summary>
    /// <param name="source">The row; may lie where <paramref name="output"/> does.</param>
    /// <param name="output">[T, C].</param>
    /// <param name="start">Where the row begins in the output.</param>
    /// <param name="channels">C.</param>
    /// <param name="partial">[64], shared.</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void Simt<TSource, TOutput>(
        TSource source,
        TOutput output,
        long start,
        int channels,
        ArrayView<float> partial,
        Singles scale,
        Singles shift,
        float epsilon)
        where TSource : struct, INormSource
        where TOutput : struct, IStored<TOutput>
    {
        int thread = Group.IdxX;
        float sum = 0;
        for (int c = 4 * thread; c < channels; c += Step)
        {
            sum += source.Read(c, channels - c).First(channels - c, 0f).Sum;
        }

        float mean = GroupReduction.Sum(partial, thread, sum) / channels;
        float squares = 0;
        for (int c = 4 * thread; c < channels; c += Step)
        {
            squares += source.Read(c, channels - c).First(channels - c, mean).SquaresAround(mean);
        }

        float variance = GroupReduction.Sum(partial, thread, squares) / channels;
        float inverse = 1f / XMath.Sqrt(variance + epsilon);
        for (int c = 4 * thread; c < channels; c += Step)
        {
            int count = channels - c;
            Float4 values = source.Read(c, count).Normalize(mean, inverse, scale.Read4(c, count), shift.Read4(c, count));
            output.Write4(start + c, values, count);
        }
    }
}
