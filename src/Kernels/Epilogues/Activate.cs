namespace SqueezeBert.Gpu.Kernels;

/// <summary>y = activation(x).</summary>
/// <typeparam name="TActivation">The activation function.</typeparam>
public readonly struct Activate<TActivation> : IEpilogue
    where TActivation : struct, IActivation
{
    /// <inheritdoc/>
    public T Apply<T>(T value, long row, int channel)
        where T : struct, IReal<T> => TActivation.Apply(value);
}
