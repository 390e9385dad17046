namespace SqueezeBert.Gpu.Tokenization;

/// <summary>The tokens of one sequence, without any that a template adds.</summary>
internal sealed class TokenBuffer
{
    private int[] ids = new int[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] words = new int[64];
    private string?[] texts = new string?[64];
    private int limit = int.MaxValue;
    private bool countsAll = true;

    /// <summary>How much fits before memory grows.</summary>
    public int Capacity => ids.Length;

    /// <summary>How many tokens were appended, those beyond the limit included.</summary>
    public int Count { get; private set; }

    /// <summary>Whether further tokens make no difference.</summary>
    public bool IsSettled => !countsAll && Count > limit;

    /// <summary>Ids.</summary>
    public ReadOnlySpan<int> Ids => ids.AsSpan(0, Kept);

    /// <summary>First unit of each token in the original text.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, Kept);

    /// <summary>One past the last unit of each token in the original text.</summary>
    public ReadOnlySpan<int> Ends => ends.AsSpan(0, Kept);

    /// <summary>Index of each token's word.</summary>
    public ReadOnlySpan<int> Words => words.AsSpan(0, Kept);

    /// <summary>What a token reads as where that is not its vocabulary entry (an added token with its white space).</summary>
    public ReadOnlySpan<string?> Texts => texts.AsSpan(0, Kept);

    private int Kept => Math.Min(Count, limit);

    /// <summary>Empties the buffer and keeps its memory.</summary>
    /// <param name="limit">How many tokens are kept of those that will be appended; null keeps all.</param>
    /// <param name="countsAll">Whether it matters how many there are beyond the limit, or only that there are some.</param>
    public void Clear(int? limit, bool countsAll)
    {
        this.limit = limit ?? int.MaxValue;
        this.countsAll = countsAll;
        Count = 0;
    }

    /// <summary>Drops everything from an index on.</summary>
    public void TruncateTo(int count) => Count = count;

    /// <summary>Appends a token.</summary>
    public void Add(int id, int start, int end, int word, string? text = null)
    {
        if (Count >= limit)
        {
            Count++;
            return;
        }

        if (Count == ids.Length)
        {
            int capacity = checked(Count * 2);
            Array.Resize(ref ids, capacity);
            Array.Resize(ref starts, capacity);
            Array.Resize(ref ends, capacity);
            Array.Resize(ref words, capacity);
            Array.Resize(ref texts, capacity);
        }

        ids[Count] = id;
        starts[Count] = start;
        ends[Count] = end;
        words[Count] = word;
        texts[Count] = text;
        Count++;
    }
}
