using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Gathers what each output row of a convolution that is not pointwise reads: [rows, KernelWidth, Cin / Groups].</summary>
internal static unsafe class HostConvolutionRows
{
    /// <summary>Gathers rows; products outside the sentence become zeros.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="input">[Tin, Cin], at the first channel of the group.</param>
    /// <param name="inputOffsets">[B + 1].</param>
    /// <param name="outputOffsets">[B + 1].</param>
    /// <param name="sentences">B.</param>
    /// <param name="firstRow">The first output row.</param>
    /// <param name="rows">Output rows.</param>
    /// <param name="gathered">[rows, KernelWidth, Cin / Groups].</param>
    public static void Gather(
        GroupedConv1dShape shape,
        float* input,
        int* inputOffsets,
        int* outputOffsets,
        int sentences,
        int firstRow,
        int rows,
        float* gathered)
    {
        int sentence = Sentence(outputOffsets, sentences, firstRow);
        for (int row = firstRow; row < firstRow + rows; row++, gathered += shape.Depth)
        {
            while (row >= outputOffsets[sentence + 1])
            {
                sentence++;
            }

            int begin = inputOffsets[sentence];
            int end = inputOffsets[sentence + 1];
            int first = begin + ((row - outputOffsets[sentence]) * shape.Stride) - shape.Padding;
            GatherRow(shape, input, first, begin, end, gathered);
        }
    }

    private static void GatherRow(GroupedConv1dShape shape, float* input, int first, int begin, int end, float* gathered)
    {
        uint bytes = (uint)shape.InputChannelsPerGroup * sizeof(float);
        for (int tap = 0; tap < shape.KernelWidth; tap++, gathered += shape.InputChannelsPerGroup)
        {
            int source = first + (tap * shape.Dilation);
            if (source < begin || source >= end)
            {
                Unsafe.InitBlockUnaligned(gathered, 0, bytes);
            }
            else
            {
                Unsafe.CopyBlockUnaligned(gathered, input + ((long)source * shape.InputChannels), bytes);
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
