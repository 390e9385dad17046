using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// What <see cref="EmbeddingNorm"/> reads and writes beside its tables. Ids lie between 0 and their table's count - 1: the caller
/// checks them before upload, and kernels trust them.
/// </summary>
public readonly struct EmbeddingNormArguments
{
    /// <summary>[T]. Ignored by an operator built without a word table.</summary>
    public ArrayView<int> WordIds { get; init; }

    /// <summary>[T, C], token-major: the word embeddings themselves. Ignored by an operator built with a word table.</summary>
    public ArrayView<float> WordRows { get; init; }

    /// <summary>[T].</summary>
    public ArrayView<int> PositionIds { get; init; }

    /// <summary>[T], token types.</summary>
    public ArrayView<int> TypeIds { get; init; }

    /// <summary>Gamma, [C].</summary>
    public ArrayView<float> Scale { get; init; }

    /// <summary>Beta, [C].</summary>
    public ArrayView<float> Shift { get; init; }

    /// <summary>[T, C], token-major; may be <see cref="WordRows"/> itself.</summary>
    public ActivationView Output { get; init; }

    /// <summary>T, the tokens.</summary>
    public int T { get; init; }

    /// <summary>C, the channels of the tables.</summary>
    public int C { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }
}
