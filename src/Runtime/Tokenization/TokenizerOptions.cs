namespace SqueezeBert.Gpu.Tokenization;

/// <summary>What a BERT tokenizer does besides its vocabulary; the defaults are bert-base-uncased's.</summary>
public sealed record TokenizerOptions
{
    /// <summary>Drops control characters and turns every white space into a space.</summary>
    public bool CleanText { get; init; } = true;

    /// <summary>Makes every Chinese character a word of its own.</summary>
    public bool HandleChineseCharacters { get; init; } = true;

    /// <summary>Drops accents; null does so when <see cref="Lowercase"/> is set.</summary>
    public bool? StripAccents { get; init; }

    /// <summary>Lowers case.</summary>
    public bool Lowercase { get; init; } = true;

    /// <summary>What a piece begins with that continues a word.</summary>
    public string ContinuationPrefix { get; init; } = "##";

    /// <summary>A word of more code points than this is one unknown token.</summary>
    public int MaxWordLength { get; init; } = 100;

    /// <summary>Stands for words that the vocabulary cannot spell.</summary>
    public string UnknownToken { get; init; } = "[UNK]";

    /// <summary>Ends every sequence.</summary>
    public string? SeparatorToken { get; init; } = "[SEP]";

    /// <summary>Fills encodings up.</summary>
    public string? PadToken { get; init; } = "[PAD]";

    /// <summary>Begins every encoding.</summary>
    public string? ClassToken { get; init; } = "[CLS]";

    /// <summary>Stands for a token to be predicted.</summary>
    public string? MaskToken { get; init; } = "[MASK]";

    /// <summary>The most tokens that the model takes; null where the files do not limit it.</summary>
    public int? ModelMaxLength { get; init; }

    /// <summary>The end at which padding is added.</summary>
    public TokenSide PaddingSide { get; init; }

    /// <summary>The end at which tokens are cut off.</summary>
    public TokenSide TruncationSide { get; init; }

    /// <summary>The type id of padding.</summary>
    public int PadTypeId { get; init; }

    /// <summary>Special tokens inside texts are ordinary text.</summary>
    public bool SplitSpecialTokens { get; init; }

    /// <summary>Decoding takes out the spaces that English puts before no punctuation mark.</summary>
    public bool CleanUpSpaces { get; init; } = true;
}
