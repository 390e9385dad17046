namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Options that were checked once, with the tokenizer's own filled in.</summary>
/// <param name="AddSpecial">Whether the template's tokens are added.</param>
/// <param name="SplitSpecial">Whether special tokens in texts are ordinary text.</param>
/// <param name="Strategy">What is shortened.</param>
/// <param name="MaxLength">The most tokens, special ones included; null where nothing is shortened.</param>
/// <param name="Stride">How many tokens an overflowing part repeats.</param>
/// <param name="TruncationSide">The end at which tokens are cut off.</param>
/// <param name="WithOverflow">Whether overflowing parts are wanted.</param>
/// <param name="Pad">What encodings are filled up with; null does not fill up.</param>
/// <param name="FixedLength">The length to fill up to; null is the longest of the batch.</param>
/// <param name="Multiple">What that length is rounded up to a multiple of.</param>
internal sealed record EncodePlan(
    bool AddSpecial,
    bool SplitSpecial,
    TruncationStrategy Strategy,
    int? MaxLength,
    int Stride,
    TokenSide TruncationSide,
    bool WithOverflow,
    PadToken? Pad,
    int? FixedLength,
    int Multiple)
{
    /// <summary>Checks options.</summary>
    /// <param name="options">What the caller asks for.</param>
    /// <param name="defaults">What the tokenizer does by itself.</param>
    /// <param name="padId">The padding token's id.</param>
    /// <param name="addedToSingle">How many tokens the template adds to one text.</param>
    public static EncodePlan Create(EncodeOptions options, TokenizerOptions defaults, int? padId, int addedToSingle)
    {
        Check(options.MaxLength is null or >= 0, nameof(options.MaxLength), "0 or more", options.MaxLength);
        Check(options.Stride >= 0, nameof(options.Stride), "0 or more", options.Stride);
        Check(options.PadToMultipleOf is null or > 0, nameof(options.PadToMultipleOf), "1 or more", options.PadToMultipleOf);
        Check(Enum.IsDefined(options.Truncation), nameof(options.Truncation), "a strategy", options.Truncation);
        Check(Enum.IsDefined(options.Padding), nameof(options.Padding), "a strategy", options.Padding);
        int? maxLength = options.MaxLength ?? defaults.ModelMaxLength;
        int? truncateTo = options.Truncation == TruncationStrategy.DoNotTruncate ? null : maxLength;
        if (truncateTo is { } most && options.Stride > 0)
        {
            int left = most - addedToSingle;
            string expected = $"at most the {left} tokens beside special ones";
            Check(options.Stride <= left, nameof(options.Stride), expected, options.Stride);
        }

        PadToken? pad = null;
        if (options.Padding != PaddingStrategy.None)
        {
            int id = padId ?? throw new TokenizerException(
                $"padding: expected {defaults.PadToken ?? "a padding token"} in the vocabulary, found none");
            pad = new PadToken(id, defaults.PadTypeId, defaults.PadToken!, options.PaddingSide ?? defaults.PaddingSide);
            Check(
                options.Padding != PaddingStrategy.MaxLength || maxLength is not null,
                nameof(options.MaxLength), "a length to pad to (the tokenizer has none)", "none");
            Check(
                truncateTo is null || options.PadToMultipleOf is not { } multiple || maxLength % multiple == 0,
                nameof(options.MaxLength), $"a multiple of PadToMultipleOf = {options.PadToMultipleOf}", maxLength);
        }

        return new EncodePlan(
            options.AddSpecialTokens,
            options.SplitSpecialTokens || defaults.SplitSpecialTokens,
            options.Truncation,
            truncateTo,
            options.Stride,
            options.TruncationSide ?? defaults.TruncationSide,
            options.ReturnOverflowing,
            pad,
            options.Padding == PaddingStrategy.MaxLength ? maxLength : null,
            options.PadToMultipleOf ?? 1);
    }

    /// <summary>The truncation of a text or pair to which the template adds so many tokens.</summary>
    public Truncation Truncation(int added)
    {
        int room = AddSpecial ? added : 0;
        int? limit = MaxLength - room;
        Check(limit is null or >= 0, nameof(EncodeOptions.MaxLength), $"room for the {room} special tokens", MaxLength);
        return new Truncation(Strategy, limit, Stride, TruncationSide, WithOverflow);
    }

    /// <summary>The length that a batch is filled up to.</summary>
    public int PaddedLength(int longest)
    {
        int length = FixedLength ?? longest;
        int over = length % Multiple;
        return over == 0 ? length : length + Multiple - over;
    }

    private static void Check(bool holds, string option, string expected, object? found)
    {
        if (!holds)
        {
            throw new TokenizerException($"{option}: expected {expected}, found {found}");
        }
    }
}
