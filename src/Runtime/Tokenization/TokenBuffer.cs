namespace SqueezeBert.Gpu.Tokenization;

/// <summary>The tokens of one sequence, without any that a template adds.</summary>
internal sealed class TokenBuffer
{
    private int[] ids = new int[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] words = new int[64];
    private string?[] texts = new string?[64];

    /// <summary>How much fits before memory grows.</summary>
    public int Capacity => ids.Length;

    /// <summary>How many tokens there are.</summary>
    public int Count { get; private set; }

    /// <summary>Ids.</summary>
    public ReadOnlySpan<int> Ids => ids.AsSpan(0, Count);

    /// <summary>First unit of each token in the original text.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, Count);

    /// <summary>One past the last unit of each token in the original text.</summary>
    public ReadOnlySpan<int> Ends => ends.AsSpan(0, Count);

    /// <summary>Index of each token's word.</summary>
    public ReadOnlySpan<int> Words => words.AsSpan(0, Count);

    /// <summary>What a token reads as where that is not its vocabulary entry (an added token with its white space).</summary>
    public ReadOnlySpan<string?> Texts => texts.AsSpan(0, Count);

    /// <summary>Empties the buffer and keeps its memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Drops everything from an index on.</summary>
    public void TruncateTo(int count) => Count = count;

    /// <summary>Appends a token.</summary>
    public void Add(int id, int start, int end, int word, string? text = null)
    {
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
