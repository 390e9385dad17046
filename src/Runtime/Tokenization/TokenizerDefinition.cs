namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Everything the files say, checked, ready to become a tokenizer.</summary>
internal sealed record TokenizerDefinition
{
    /// <summary>Names the files in errors.</summary>
    public required string Source { get; init; }

    /// <summary>The model's own tokens and ids, without added ones.</summary>
    public required IReadOnlyDictionary<string, int> Pieces { get; init; }

    /// <summary>Options, those of every file combined.</summary>
    public required TokenizerOptions Options { get; init; }

    /// <summary>Tokens found inside texts, ids given.</summary>
    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    /// <summary>What stands around texts.</summary>
    public required SequenceTemplate Template { get; init; }

    /// <summary>How ids become text.</summary>
    public required WordPieceDecoder Decoder { get; init; }
}
