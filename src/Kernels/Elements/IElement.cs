using ILGPU;

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

    /// <summary><see cref="Widen"/> in a kernel, by an instruction of the device where it has one.</summary>
    internal static abstract float WidenOnDevice(TBits bits);

    /// <summary><see cref="Narrow"/> in a kernel, by an instruction of the device where it has one.</summary>
    internal static abstract TBits NarrowOnDevice(float value);

    /// <summary>Reads four neighbours at once on a device.</summary>
    /// <param name="bits">Begins at a multiple of four elements.</param>
    /// <param name="quad">A fourth of the first one's index.</param>
    internal static abstract Float4 Load(ArrayView<TBits> bits, long quad);

    /// <summary>Writes four neighbours at once on a device, each rounded as by <see cref="Narrow"/>.</summary>
    /// <param name="bits">Begins at a multiple of four elements.</param>
    /// <param name="quad">A fourth of the first one's index.</param>
    /// <param name="values">The elements.</param>
    internal static abstract void Store(ArrayView<TBits> bits, long quad, Float4 values);
}
