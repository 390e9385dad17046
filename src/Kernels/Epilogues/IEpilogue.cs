namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// What happens to a value on its way from the accumulator to memory (or, before a reduction, from memory): bias, residual,
/// activation. A kernel takes it as a type parameter, so that each combination is fused without a copy of the kernel.
/// </summary>
public interface IEpilogue
{
    /// <summary>The value that is stored.</summary>
    /// <typeparam name="T">One float of a GPU thread, or lanes of neighbouring channels on the host.</typeparam>
    /// <param name="value">The value (of <paramref name="channel"/> and the lanes that follow).</param>
    /// <param name="row">The token, a row of [T, C].</param>
    /// <param name="channel">The channel, a column of [T, C].</param>
    T Apply<T>(T value, long row, int channel)
        where T : struct, IReal<T>;
}
