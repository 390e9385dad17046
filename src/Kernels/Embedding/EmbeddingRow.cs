namespace SqueezeBert.Gpu.Kernels;

/// <summary>The sum of a token's three embeddings.</summary>
/// <typeparam name="TWords">How the words are stored.</typeparam>
/// <typeparam name="TTables">How the other tables are stored.</typeparam>
internal readonly struct EmbeddingRow<TWords, TTables> : INormSource
    where TWords : struct, IStored<TWords>
    where TTables : struct, IStored<TTables>
{
    private readonly TWords words;
    private readonly TTables positions;
    private readonly TTables types;
    private readonly long word;
    private readonly long position;
    private readonly long type;

    /// <summary>Takes the three rows.</summary>
    /// <param name="words">[words, C].</param>
    /// <param name="positions">[positions, C].</param>
    /// <param name="types">[token types, C].</param>
    /// <param name="word">Where the row begins in its table.</param>
    /// <param name="position">Likewise.</param>
    /// <param name="type">Likewise.</param>
    public EmbeddingRow(TWords words, TTables positions, TTables types, long word, long position, long type)
    {
        this.words = words;
        this.positions = positions;
        this.types = types;
        this.word = word;
        this.position = position;
        this.type = type;
    }

    /// <inheritdoc/>
    public Float4 Read(int channel, int count) =>
        words.Read4(word + channel, count) + positions.Read4(position + channel, count) + types.Read4(type + channel, count);
}
