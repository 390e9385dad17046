using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>y[t, c] = x[t, c] + residual[t, c], the residual stored in 16 bits: <see cref="AddResidual"/> for GPUs.</summary>
/// <typeparam name="TElement">The format.</typeparam>
public readonly struct AddNarrowResidual<TElement> : IEpilogue
    where TElement : struct, IElement<ushort>
{
    /// <summary>[T, C], token-major.</summary>
    public readonly ArrayView<ushort> Residual;

    /// <summary>C, the row stride of <see cref="Residual"/>.</summary>
    public readonly int C;

    /// <summary>Adds <paramref name="residual"/>.</summary>
    /// <param name="residual">[T, C], token-major.</param>
    /// <param name="channels">C.</param>
    public AddNarrowResidual(ArrayView<ushort> residual, int channels)
    {
        Residual = residual;
        C = channels;
    }

    /// <inheritdoc/>
    /// <remarks>For the one float of a GPU thread: it reads one channel.</remarks>
    public T Apply<T>(T value, long row, int channel)
        where T : struct, IReal<T> => value + T.Constant(TElement.WidenOnDevice(Residual[(row * C) + channel]));
}
