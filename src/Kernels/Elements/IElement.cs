namespace SqueezeBert.Gpu.Kernels;

/// <summary>A storage format of weights and activations: what lies in memory, and how it becomes float32 and is made of it.</summary>
/// <typeparam name="TBits">The stored bits.</typeparam>
public interface IElement<TBits>
    where TBits : unmanaged
{
    /// <summary>Widens stored bits to float32; exact.</summary>
    static abstract float Widen(TBits bits);

    /// <summary>
    /// Rounds float32 to the format, to nearest and, where a format does not say otherwise, ties to even: weights on the host,
    /// activations in kernels.
    /// </summary>
    static abstract TBits Narrow(float value);
}
