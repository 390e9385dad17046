using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the kernel of <see cref="EmbeddingNorm"/> is launched with.</summary>
/// <typeparam name="TWordBits">The word table's stored bits.</typeparam>
/// <typeparam name="TBits">The other tables' stored bits.</typeparam>
internal readonly struct EmbeddingNormKernelArguments<TWordBits, TBits>
    where TWordBits : unmanaged
    where TBits : unmanaged
{
    /// <summary>[words, C]; without a word table, the caller's [T, C].</summary>
    public ArrayView<TWordBits> Words { get; init; }

    /// <summary>[positions, C].</summary>
    public ArrayView<TBits> Positions { get; init; }

    /// <summary>[token types, C].</summary>
    public ArrayView<TBits> Types { get; init; }

    /// <summary>1 where a token's row of <see cref="Words"/> is its id, 0 where it is its place.</summary>
    public int HasWordIds { get; init; }

    /// <summary>The caller's.</summary>
    public EmbeddingNormArguments Call { get; init; }
}
