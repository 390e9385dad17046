namespace SqueezeBert.Gpu.Tokenization;

/// <summary>What to shorten when a text, or a pair, has more tokens than fit.</summary>
public enum TruncationStrategy
{
    /// <summary>Nothing: the encoding may be longer than the maximum.</summary>
    DoNotTruncate,

    /// <summary>The longer sequence until both are equally long, then both.</summary>
    LongestFirst,

    /// <summary>The first sequence only.</summary>
    OnlyFirst,

    /// <summary>The second sequence only (the passage of a question and its passage).</summary>
    OnlySecond,
}
