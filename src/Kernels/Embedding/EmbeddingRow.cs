using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>The sum of a token's three embeddings.</summary>
internal readonly struct EmbeddingRow<TWordBits, TWord, TBits, TElement> : INormSource
    where TWordBits : unmanaged
    where TWord : struct, IElement<TWordBits>
    where TBits : unmanaged
    where TElement : struct, IElement<TBits>
{
    private readonly ArrayView<TWordBits> word;
    private readonly ArrayView<TBits> position;
    private readonly ArrayView<TBits> type;

    /// <summary>Takes the three rows.</summary>
    /// <param name="word">[C], and what follows.</param>
    /// <param name="position">Likewise.</param>
    /// <param name="type">Likewise.</param>
    public EmbeddingRow(ArrayView<TWordBits> word, ArrayView<TBits> position, ArrayView<TBits> type)
    {
        this.word = word;
        this.position = position;
        this.type = type;
    }

    /// <inheritdoc/>
    public float Read(int channel) =>
        TWord.Widen(word[channel]) + TElement.Widen(position[channel]) + TElement.Widen(type[channel]);
}
