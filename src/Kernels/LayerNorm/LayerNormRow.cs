using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Normalisation of one row: what <see cref="LayerNorm{TPrologue}"/> and <see cref="EmbeddingNorm"/> share on GPUs. The host's
/// counterpart is <see cref="HostLayerNormRow{TLanes}"/>.
/// </summary>
internal static class LayerNormRow
{
    // As many threads as GroupReduction takes.
    private const int GroupSize = 64;

    /// <summary>
    /// Normalises a row; every thread of the group calls, and thread i reads and writes channels i, i + 64, ... The row is read once
    /// for the mean, once for the variance and once for the result: what lies between would be rounded to the output's format.
    /// </summary>
    /// <param name="source">The row; may lie where <paramref name="output"/> does.</param>
    /// <param name="output">The row's part of the output, and what follows.</param>
    /// <param name="channels">C.</param>
    /// <param name="partial">[64], shared.</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void Simt<TSource, TOutput>(
        TSource source,
        TOutput output,
        int channels,
        ArrayView<float> partial,
        ArrayView<float> scale,
        ArrayView<float> shift,
        float epsilon)
        where TSource : struct, INormSource
        where TOutput : struct, IStored<TOutput>
    {
        int thread = Group.IdxX;
        float sum = 0;
        for (int c = thread; c < channels; c += GroupSize)
        {
            sum += source.Read(c);
        }

        float mean = GroupReduction.Sum(partial, thread, sum) / channels;
        float squares = 0;
        for (int c = thread; c < channels; c += GroupSize)
        {
            float deviation = source.Read(c) - mean;
            squares += deviation * deviation;
        }

        float variance = GroupReduction.Sum(partial, thread, squares) / channels;
        float inverse = 1f / XMath.Sqrt(variance + epsilon);
        for (int c = thread; c < channels; c += GroupSize)
        {
            output.Write(c, ((source.Read(c) - mean) * inverse * scale[c]) + shift[c]);
        }
    }
}
