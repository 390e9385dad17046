namespace SqueezeBert.Gpu.Tokenization;

/// <summary>How texts are encoded. The default adds special tokens, cuts nothing off and pads nothing.</summary>
public sealed record EncodeOptions
{
    /// <summary>The default: special tokens, no truncation, no padding.</summary>
    public static EncodeOptions Default { get; } = new();

    /// <summary>Adds the special tokens of the model's template ([CLS], [SEP]).</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>
    /// The most tokens, special ones included; also the length for <see cref="PaddingStrategy.MaxLength"/>.
    /// Null is the tokenizer's <see cref="BertTokenizer.ModelMaxLength"/>.
    /// </summary>
    public int? MaxLength { get; init; }

    /// <summary>What is shortened. Without a <see cref="MaxLength"/> anywhere there is no limit and nothing is.</summary>
    public TruncationStrategy Truncation { get; init; }

    /// <summary>The end at which tokens are cut off; null is the tokenizer's own.</summary>
    public TokenSide? TruncationSide { get; init; }

    /// <summary>How many tokens an overflowing part repeats of the part before it.</summary>
    public int Stride { get; init; }

    /// <summary>Returns what was cut off as further encodings (<see cref="Encoding.Overflowing"/>).</summary>
    public bool ReturnOverflowing { get; init; }

    /// <summary>How far encodings are padded.</summary>
    public PaddingStrategy Padding { get; init; }

    /// <summary>The end at which padding is added; null is the tokenizer's own.</summary>
    public TokenSide? PaddingSide { get; init; }

    /// <summary>Rounds the padded length up to a multiple of this; null does not round.</summary>
    public int? PadToMultipleOf { get; init; }

    /// <summary>
    /// Reads special tokens inside the text as ordinary text, so that a text from outside cannot place a [SEP].
    /// </summary>
    public bool SplitSpecialTokens { get; init; }
}
