namespace SqueezeBert.Gpu.Kernels;

/// <summary>y = x.</summary>
public readonly struct Identity : IEpilogue
{
    /// <inheritdoc/>
    public T Apply<T>(T value, long row, int channel)
        where T : struct, IReal<T> => value;
}
