using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Packs the input of six output rows as a strip [KernelWidth, Cin / Groups, 6] for <see cref="HostGemm{TLanes}"/>.</summary>
internal static unsafe class HostConvolutionStrips
{
    /// <summary>Rows of a strip.</summary>
    public const int Rows = HostGemm<LanesScalar>.Rows;

    /// <summary>Packs rows of a convolution that is not pointwise; products outside the sentence become zeros.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="input">[Tin, Cin], at the first channel of the group.</param>
    /// <param name="inputOffsets">[B + 1].</param>
    /// <param name="outputOffsets">[B + 1].</param>
    /// <param name="sentences">B.</param>
    /// <param name="firstRow">The first output row.</param>
    /// <param name="rows">1 to 6.</param>
    /// <param name="strip">[KernelWidth, Cin / Groups, 6].</param>
    public static void Pack(
        GroupedConv1dShape shape,
        float* input,
        int* inputOffsets,
        int* outputOffsets,
        int sentences,
        int firstRow,
        int rows,
        float* strip)
    {
        Unsafe.InitBlockUnaligned(strip, 0, checked((uint)((long)shape.Depth * Rows * sizeof(float))));
        int sentence = Sentence(outputOffsets, sentences, firstRow);
        for (int slot = 0; slot < rows; slot++)
        {
            int row = firstRow + slot;
            while (row >= outputOffsets[sentence + 1])
            {
                sentence++;
            }

            int begin = inputOffsets[sentence];
            int end = inputOffsets[sentence + 1];
            int first = begin + ((row - outputOffsets[sentence]) * shape.Stride) - shape.Padding;
            PackRow(shape, input, first, begin, end, strip + slot);
        }
    }

    private static void PackRow(GroupedConv1dShape shape, float* input, int first, int begin, int end, float* strip)
    {
        int channels = shape.InputChannelsPerGroup;
        for (int tap = 0; tap < shape.KernelWidth; tap++)
        {
            int source = first + (tap * shape.Dilation);
            if (source < begin || source >= end)
            {
                continue;
            }

            float* row = input + ((long)source * shape.InputChannels);
            float* destination = strip + ((long)tap * channels * Rows);
            for (int c = 0; c < channels; c++, destination += Rows)
            {
                *destination = row[c];
            }
        }
    }

    // The last sentence that begins at or before the row.
    private static int Sentence(int* offsets, int sentences, int row)
    {
        int sentence = 0;
        int end = sentences;
        while (end - sentence > 1)
        {
            int middle = (sentence + end) / 2;
            if (offsets[middle] <= row)
            {
                sentence = middle;
            }
            else
            {
                end = middle;
            }
        }

        return sentence;
    }
}
