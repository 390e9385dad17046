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
    public void Locate(ArrayView<int> places, int slot, int row)
    {
        // Nothing to note: the row is its own place.
    }

    /// <inheritdoc/>
    public float Read(ArrayView<float> input, ArrayView<int> places, int slot, int row, int firstChannel, int depth) =>
        row < T ? input[((long)row * Cin) + firstChannel + depth] : 0f;
}
