namespace SqueezeBert.Gpu.Kernels;

/// <summary>An element-wise activation function: one formula for every device.</summary>
public interface IActivation
{
    /// <summary>The function's value at <paramref name="x"/>.</summary>
    /// <typeparam name="T">One float of a GPU thread, or lanes on the host.</typeparam>
    static abstract T Apply<T>(T x)
        where T : struct, IReal<T>;
}
