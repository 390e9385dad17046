using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the kernel of <see cref="EmbeddingLookup"/> is launched with.</summary>
/// <typeparam name="TBits">The table's stored bits.</typeparam>
internal readonly struct EmbeddingLookupKernelArguments<TBits>
    where TBits : unmanaged
{
    /// <summary>[count, C].</summary>
    public ArrayView<TBits> Table { get; init; }

    /// <summary>The caller's.</summary>
    public EmbeddingLookupArguments Call { get; init; }
}
