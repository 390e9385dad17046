namespace SqueezeBert.Gpu.Kernels;

/// <summary>A storage format of weights: what kernels read and how it becomes float32.</summary>
/// <typeparam name="TBits">The stored bits.</typeparam>
public interface IElement<TBits>
    where TBits : unmanaged
{
    /// <summary>Widens stored bits to float32; exact.</summary>
    static abstract float Widen(TBits bits);

    /// <summary>Rounds float32 to the format (to nearest, ties to even); runs on the host when weights are packed.</summary>
    static abstract TBits Narrow(float value);
}
