using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Kernel width 1, stride 1, no padding: output row t reads input row t.</summary>
internal readonly struct PointwiseTaps : IConvolutionTaps
{
    /// <summary>T, the rows.</summary>
    public readonly int T;

    /// <summary>Cin, the row stride of the input.</summary>
    public readonly int Cin;

    public PointwiseTaps(int rows, int channels)
    {
        T = rows;
        Cin = channels;
    }

    /// <inheritdoc/>
    /// <remarks>places[0]: floats from the tile's first row; past the last row, the last.</remarks>
    public void Locate(ArrayView<int> places, int slot, int row) =>
        places[slot] = row < T ? slot * Cin : (slot - 1 - row + T) * Cin;

    /// <inheritdoc/>
    public ArrayView<float> Source(ArrayView<float> input, int firstRow, int firstChannel) =>
        input.SubView(((long)firstRow * Cin) + firstChannel);

    /// <inheritdoc/>
    public ConvolutionTap At(int depth) => new(depth, 0);

    /// <inheritdoc/>
    public float Read(ArrayView<float> source, ArrayView<int> places, long slot, ConvolutionTap tap) =>
        source[places[slot] + tap.Channel];
}
