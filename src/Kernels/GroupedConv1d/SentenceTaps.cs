using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Any kernel width, stride, padding and dilation, within the sentence of the output row.</summary>
internal readonly struct SentenceTaps
{
    /// <summary>[B + 1].</summary>
    public readonly ArrayView<int> InputOffsets;

    /// <summary>[B + 1].</summary>
    public readonly ArrayView<int> OutputOffsets;

    /// <summary>B, the sentences.</summary>
    public readonly int B;

    /// <summary>T, the output rows.</summary>
    public readonly int T;

    /// <summary>Cin, the row stride of the input.</summary>
    public readonly int Cin;

    /// <summary>KernelWidth.</summary>
    public readonly int K;

    /// <summary>Input rows from one output row to the next.</summary>
    public readonly int Stride;

    /// <summary>Zero rows before each sentence.</summary>
    public readonly int Padding;

    /// <summary>Input rows from one tap to the next.</summary>
    public readonly int Dilation;

    // The tile's rows, the pitch of places.
    private const int Rows = TileProduct.Size;

    public SentenceTaps(
        GroupedConv1dShape shape, ArrayView<int> inputOffsets, ArrayView<int> outputOffsets, int sentences, int rows)
    {
        InputOffsets = inputOffsets;
        OutputOffsets = outputOffsets;
        B = sentences;
        T = rows;
        Cin = shape.InputChannels;
        K = shape.KernelWidth;
        Stride = shape.Stride;
        Padding = shape.Padding;
        Dilation = shape.Dilation;
    }

    /// <summary>Notes where a row of the tile reads; called once, by one thread a row.</summary>
    /// <param name="places">
    /// [3, 32], shared; [0]: the input row of tap 0; [1], [2]: the sentence's first row and the one past its last.
    /// </param>
    /// <param name="slot">The row within the tile.</param>
    /// <param name="row">The output row; past the last, none of its inputs is inside a sentence.</param>
    public void Locate(ArrayView<int> places, int slot, int row)
    {
        if (row >= T)
        {
            places[slot] = 0;
            places[Rows + slot] = 0;
            places[(2 * Rows) + slot] = 0;
            return;
        }

        // The last sentence that begins at or before the row; those without rows of their own are passed over.
        int sentence = 0;
        int end = B;
        while (end - sentence > 1)
        {
            int middle = (sentence + end) / 2;
            if (OutputOffsets[middle] <= row)
            {
                sentence = middle;
            }
            else
            {
                end = middle;
            }
        }

        int first = InputOffsets[sentence];
        places[slot] = first + ((row - OutputOffsets[sentence]) * Stride) - Padding;
        places[Rows + slot] = first;
        places[(2 * Rows) + slot] = InputOffsets[sentence + 1];
    }

    /// <summary>The tap of a product.</summary>
    /// <param name="depth">Index into [Cin / Groups, KernelWidth], within it.</param>
    public ConvolutionTap At(int depth)
    {
        int channel = depth / K;
        return new ConvolutionTap(channel, (depth - (channel * K)) * Dilation);
    }

    /// <summary>The tap of the product that follows.</summary>
    public ConvolutionTap After(ConvolutionTap tap) => tap.Shift == (K - 1) * Dilation
        ? new ConvolutionTap(tap.Channel + 1, 0)
        : new ConvolutionTap(tap.Channel, tap.Shift + Dilation);

    /// <summary>The input of a product; zero outside the sentence.</summary>
    /// <param name="input">[Tin, Cin].</param>
    /// <param name="places">As left by <see cref="Locate"/>.</param>
    /// <param name="slot">The row within the tile.</param>
    /// <param name="firstChannel">The first channel of the group.</param>
    /// <param name="tap">The product.</param>
    public float Read<TInput>(TInput input, ArrayView<int> places, long slot, int firstChannel, ConvolutionTap tap)
        where TInput : struct, IStored<TInput>
    {
        int row = places[slot] + tap.Shift;
        bool inside = row >= places[slot + Rows] && row < places[slot + (2 * Rows)];
        return inside ? input.Read(((long)row * Cin) + firstChannel + tap.Channel) : 0f;
    }
}
