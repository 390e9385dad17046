using ILGPU;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the ILGPU kernel of <see cref="EmbeddingNorm"/> is given.</summary>
/// <typeparam name="TWords">How the words are stored.</typeparam>
/// <typeparam name="TTables">How the other tables are stored.</typeparam>
/// <typeparam name="TOutput">How the output is stored.</typeparam>
internal readonly struct EmbeddingNormSimtArguments<TWords, TTables, TOutput>
    where TWords : struct, IStored<TWords>
    where TTables : struct, IStored<TTables>
    where TOutput : struct, IStored<TOutput>
{
    /// <summary>[words, C]; without a word table, the caller's [T, C].</summary>
    public TWords Words { get; init; }

    /// <summary>[positions, C].</summary>
    public TTables Positions { get; init; }

    /// <summary>[token types, C].</summary>
    public TTables Types { get; init; }

    /// <summary>1 where a token's row of <see cref="Words"/> is its id, 0 where it is its place.</summary>
    public int HasWordIds { get; init; }

    /// <summary>[T]; not read without a word table.</summary>
    public ArrayView<int> WordIds { get; init; }

    /// <summary>[T].</summary>
    public ArrayView<int> PositionIds { get; init; }

    /// <summary>[T].</summary>
    public ArrayView<int> TypeIds { get; init; }

    /// <summary>Gamma, [C].</summary>
    public Singles Scale { get; init; }

    /// <summary>Beta, [C].</summary>
    public Singles Shift { get; init; }

    /// <summary>[T, C], token-major; may be the memory of <see cref="Words"/>.</summary>
    public TOutput Output { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }
}
