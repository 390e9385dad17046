namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Memory that one call of Encode works in and the next reuses.</summary>
internal sealed class EncodeWorkspace
{
    private const int ModestLength = 1 << 16;

    /// <summary>Tokens of the first text.</summary>
    public TokenBuffer First { get; } = new();

    /// <summary>Tokens of the second text.</summary>
    public TokenBuffer Second { get; } = new();

    /// <summary>The stretch of text being read, normalised.</summary>
    public NormalizedText Normalized { get; } = new();

    /// <summary>Marks that wait for their order.</summary>
    public CanonicalOrdering Ordering { get; } = new();

    /// <summary>Whether it is small enough to keep; one long text must not hold its memory for ever.</summary>
    public bool IsModest => Normalized.Capacity <= ModestLength && First.Capacity <= ModestLength
        && Second.Capacity <= ModestLength && Ordering.Capacity <= ModestLength;
}
