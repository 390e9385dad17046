using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What 32 output rows of a convolution that is not pointwise read: [Cin / Groups, KernelWidth] each.</summary>
/// <typeparam name="TInput">How the input is stored.</typeparam>
internal readonly struct SentenceRows<TInput> : ITileSource
    where TInput : struct, IStored<TInput>
{
    private readonly TInput input;
    private readonly SentenceTaps taps;
    private readonly ArrayView<int> places;
    private readonly int firstChannel;

    /// <summary>Takes rows.</summary>
    /// <param name="input">[Tin, Cin].</param>
    /// <param name="taps">Where an output row finds its input.</param>
    /// <param name="places">As left by <see cref="SentenceTaps.Locate"/>.</param>
    /// <param name="firstChannel">The first channel of the group.</param>
    public SentenceRows(TInput input, SentenceTaps taps, ArrayView<int> places, int firstChannel)
    {
        this.input = input;
        this.taps = taps;
        this.places = places;
        this.firstChannel = firstChannel;
    }

    /// <inheritdoc/>
    public static bool RowsAreNeighbours => false;

    /// <inheritdoc/>
    public Float4 Read(int row, int depth, int end)
    {
        ConvolutionTap first = taps.At(depth);
        ConvolutionTap second = taps.After(first);
        ConvolutionTap third = taps.After(second);
        return new Float4(
            Read(row, first, depth < end),
            Read(row, second, depth + 1 < end),
            Read(row, third, depth + 2 < end),
            Read(row, taps.After(third), depth + 3 < end));
    }

    private float Read(int row, ConvolutionTap tap, bool isThere) =>
        isThere ? taps.Read(input, places, row, firstChannel, tap) : 0f;
}
