using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The last launch of <see cref="GroupedFeedForward{TActivation}"/>: adds up what the parts of the wide channels came to, and
/// normalises. It does not depend on the activation, so that all feed-forwards of a device share it.
/// </summary>
internal static class FeedForwardNorm
{
    /// <summary>Threads of a group, which takes a row.</summary>
    public const int GroupSize = 64;

    /// <summary>The kernel.</summary>
    public static void Simt<TOutput>(FeedForwardNormArguments<TOutput> a)
        where TOutput : struct, IStored<TOutput>
    {
        ArrayView<float> partial = SharedMemory.Allocate<float>(GroupSize);
        long start = (long)Grid.IdxX * a.C;
        var source = new PartsOfRow(a.Sums, start, (long)a.T * a.C, a.Parts);
        LayerNormRow.Simt(source, a.Output, start, a.C, partial, a.Scale, a.Shift, a.Epsilon);
    }
}
