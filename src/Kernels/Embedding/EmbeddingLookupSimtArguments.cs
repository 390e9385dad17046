using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the ILGPU kernel of <see cref="EmbeddingLookup"/> is given.</summary>
/// <typeparam name="TTable">How the table is stored.</typeparam>
/// <typeparam name="TOutput">How the output is stored.</typeparam>
internal readonly struct EmbeddingLookupSimtArguments<TTable, TOutput>
    where TTable : struct, IStored<TTable>
    where TOutput : struct, IStored<TOutput>
{
    /// <summary>[count, C].</summary>
    public TTable Table { get; init; }

    /// <summary>[T].</summary>
    public ArrayView<int> Ids { get; init; }

    /// <summary>[T, C], token-major.</summary>
    public TOutput Output { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }
}
