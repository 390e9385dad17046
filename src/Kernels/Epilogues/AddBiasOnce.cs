using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>y[t, c] = x[t, c] + bias[c] in the first of several parts of a sum, and y = x in the others.</summary>
internal readonly struct AddBiasOnce : IEpilogue
{
    private readonly ArrayView<float> bias;
    private readonly bool isFirst;

    /// <summary>Adds <paramref name="bias"/>, or nothing.</summary>
    /// <param name="bias">[C].</param>
    /// <param name="isFirst">Whether this is the first part.</param>
    public AddBiasOnce(ArrayView<float> bias, bool isFirst)
    {
        this.bias = bias;
        this.isFirst = isFirst;
    }

    /// <inheritdoc/>
    public T Apply<T>(T value, long row, int channel)
        where T : struct, IReal<T> => isFirst ? value + T.Load(bias, channel) : value;
}
