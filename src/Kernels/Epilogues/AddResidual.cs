using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>y[t, c] = x[t, c] + residual[t, c].</summary>
public readonly struct AddResidual : IEpilogue
{
    /// <summary>[T, C], token-major.</summary>
    public readonly ArrayView<float> Residual;

    /// <summary>C, the row stride of <see cref="Residual"/>.</summary>
    public readonly int C;

    /// <summary>Adds <paramref name="residual"/>.</summary>
    /// <param name="residual">[T, C], token-major.</param>
    /// <param name="channels">C.</param>
    public AddResidual(ArrayView<float> residual, int channels)
    {
        Residual = residual;
        C = channels;
    }

    /// <inheritdoc/>
    public T Apply<T>(T value, long row, int channel)
        where T : struct, IReal<T> => value + T.Load(Residual, (row * C) + channel);
}
