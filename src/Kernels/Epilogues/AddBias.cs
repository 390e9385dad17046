using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>y[t, c] = x[t, c] + bias[c].</summary>
public readonly struct AddBias : IEpilogue
{
    /// <summary>[C].</summary>
    public readonly ArrayView<float> Bias;

    /// <summary>Adds <paramref name="bias"/>.</summary>
    /// <param name="bias">[C].</param>
    public AddBias(ArrayView<float> bias) => Bias = bias;

    /// <inheritdoc/>
    public T Apply<T>(T value, long row, int channel)
        where T : struct, IReal<T> => value + T.Load(Bias, channel);
}
