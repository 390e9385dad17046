using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Normalisation of one row whose sum is known: what <see cref="LayerNorm{TPrologue}"/> and <see cref="EmbeddingNorm"/> share on
/// GPUs. The host's counterpart is <see cref="HostLayerNormRow{TLanes}"/>.
/// </summary>
internal static class LayerNormRow
{
    // As many threads as GroupReduction takes.
    private const int GroupSize = 64;

    /// <summary>Normalises in place; every thread of the group calls, and thread i has written channels i, i + 64, ...</summary>
    /// <param name="output">Holds the row.</param>
    /// <param name="start">Where the row starts.</param>
    /// <param name="channels">C.</param>
    /// <param name="partial">[64], shared.</param>
    /// <param name="thread">0..63.</param>
    /// <param name="sum">The sum of this thread's channels.</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void Simt(
        ArrayView<float> output,
        long start,
        int channels,
        ArrayView<float> partial,
        int thread,
        float sum,
        ArrayView<float> scale,
        ArrayView<float> shift,
        float epsilon)
    {
        float mean = GroupReduction.Sum(partial, thread, sum) / channels;
        float squares = 0;
        for (int c = thread; c < channels; c += GroupSize)
        {
            float deviation = output[start + c] - mean;
            squares += deviation * deviation;
        }

        float variance = GroupReduction.Sum(partial, thread, squares) / channels;
        float inverse = 1f / XMath.Sqrt(variance + epsilon);
        for (int c = thread; c < channels; c += GroupSize)
        {
            output[start + c] = ((output[start + c] - mean) * inverse * scale[c]) + shift[c];
        }
    }
}
