using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="EmbeddingLookup"/> reads and writes beside its table.</summary>
public readonly struct EmbeddingLookupArguments
{
    /// <summary>[T], each from 0 to the table's count - 1: checked by the caller before upload, trusted here.</summary>
    public ArrayView<int> Ids { get; init; }

    /// <summary>[T, C], token-major.</summary>
    public ActivationView Output { get; init; }

    /// <summary>T, the tokens.</summary>
    public int T { get; init; }

    /// <summary>C, the channels of the table.</summary>
    public int C { get; init; }
}
