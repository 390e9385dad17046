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
    /// <remarks>places[0]: elements from the tile's first row; past the last row, the last.</remarks>
    public void Locate(ArrayView<int> places, int slot, int row) =>
        places[slot] = row < T ? slot * Cin : (slot - 1 - row + T) * Cin;

    /// <inheritdoc/>
    public TInput Source<TInput>(TInput input, int firstRow, int firstChannel)
        where TInput : struct, IStored<TInput> => input.From(((long)firstRow * Cin) + firstChannel);

    /// <inheritdoc/>
    public ConvolutionTap At(int depth) => new(depth, 0);

    /// <inheritdoc/>
    public float Read<TInput>(TInput source, ArrayView<int> places, long slot, ConvolutionTap tap)
        where TInput : struct, IStored<TInput> => source.Read(places[slot] + tap.Channel);
}
