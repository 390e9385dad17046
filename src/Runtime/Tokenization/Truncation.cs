namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Decides which tokens stay (Hugging Face tokenizers, <c>utils/truncation.rs</c> and <c>Encoding::truncate</c>).
/// </summary>
/// <param name="Strategy">What is shortened.</param>
/// <param name="Limit">The most tokens of all sequences together; null does not limit.</param>
/// <param name="Stride">How many tokens an overflowing part repeats.</param>
/// <param name="Side">The end at which tokens are cut off.</param>
/// <param name="WithOverflow">Whether overflowing parts are wanted.</param>
internal sealed record Truncation(
    TruncationStrategy Strategy, int? Limit, int Stride, TokenSide Side, bool WithOverflow)
{
    /// <summary>
    /// How many tokens of each sequence can stay, all of them from its beginning; null where its end counts or overflow is wanted.
    /// </summary>
    public int? Reach => Side == TokenSide.Right && !WithOverflow ? Limit : null;

    /// <summary>The ranges of a first sequence and, where there is one, a second.</summary>
    public (TokenRanges First, TokenRanges Second) Apply(int first, int? second)
    {
        int total = first + (second ?? 0);
        if (Strategy == TruncationStrategy.DoNotTruncate || Limit is not { } limit || total <= limit)
        {
            return (Whole(first), Whole(second ?? 0));
        }

        if (limit == 0)
        {
            return (Cut(first, 0), Cut(second ?? 0, 0));
        }

        int excess = total - limit;
        switch (Strategy)
        {
            case TruncationStrategy.LongestFirst:
                (int firstKept, int secondKept) = second is { } other ? ShareOut(first, other, limit) : (limit, 0);
                return (Cut(first, firstKept), Cut(second ?? 0, secondKept));
            case TruncationStrategy.OnlyFirst:
                return (Cut(first, Remaining(first, excess, "first")), Whole(second ?? 0));
            case TruncationStrategy.OnlySecond when second is { } length:
                return (Whole(first), Cut(length, Remaining(length, excess, "second")));
            case TruncationStrategy.OnlySecond:
                throw new TruncationException("truncation OnlySecond: expected a second sequence, found none");
            default:
                throw new TokenizerException($"truncation: expected a {nameof(TruncationStrategy)}, found {Strategy}");
        }
    }

    // The shorter sequence stays whole while it takes at most half; otherwise both get half, the longer the odd token.
    private static (int First, int Second) ShareOut(int first, int second, int limit)
    {
        int shorter = Math.Min(first, second);
        int longer = Math.Max(shorter, limit - shorter);
        if (shorter + longer > limit)
        {
            shorter = limit / 2;
            longer = limit - shorter;
        }

        return first > second ? (longer, shorter) : (shorter, longer);
    }

    private int Remaining(int length, int excess, string which) => length > excess
        ? length - excess
        : throw new TruncationException(
            $"truncation {Strategy}: expected a {which} sequence of more than the {excess} tokens that must go, found {length}");

    private static TokenRanges Whole(int length) => new(new TokenRange(0, length), []);

    private TokenRanges Cut(int length, int kept)
    {
        if (kept >= length)
        {
            return Whole(length);
        }

        if (kept == 0)
        {
            return new TokenRanges(new TokenRange(0, 0), WithOverflow ? [new TokenRange(0, length)] : []);
        }

        if (Stride >= kept)
        {
            throw new TruncationException(
                $"truncation stride: expected less than the {kept} tokens kept of a sequence, found {Stride}");
        }

        if (!WithOverflow)
        {
            return new TokenRanges(new TokenRange(Side == TokenSide.Right ? 0 : length - kept, kept), []);
        }

        var parts = new List<TokenRange>();
        for (int moved = 0, end = 0; end < length; moved += kept - Stride)
        {
            end = Math.Min(moved + kept, length);
            parts.Add(new TokenRange(Side == TokenSide.Right ? moved : length - end, end - moved));
        }

        return new TokenRanges(parts[0], [.. parts[1..]]);
    }
}
