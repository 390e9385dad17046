namespace SqueezeBert.Gpu.Tokenization;

/// <summary>The tokens of one sequence, without any that a template adds.</summary>
internal sealed class TokenBuffer
{
    private int[] _ids = new int[64];
    private int[] _starts = new int[64];
    private int[] _ends = new int[64];
    private int[] _words = new int[64];
    private string?[] _texts = new string?[64];

    /// <summary>How much fits before memory grows.</summary>
    public int Capacity => _ids.Length;

    /// <summary>How many tokens there are.</summary>
    public int Count { get; private set; }

    /// <summary>Ids.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>First unit of each token in the original text.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>One past the last unit of each token in the original text.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>Index of each token's word.</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, Count);

    /// <summary>What a token reads as where that is not its vocabulary entry (an added token with its white space).</summary>
    public ReadOnlySpan<string?> Texts => _texts.AsSpan(0, Count);

    /// <summary>Empties the buffer and keeps its memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Drops everything from an index on.</summary>
    public void TruncateTo(int count) => Count = count;

    /// <summary>Appends a token.</summary>
    public void Add(int id, int start, int end, int word, string? text = null)
    {
        if (Count == _ids.Length)
        {
            int capacity = checked(Count * 2);
            Array.Resize(ref _ids, capacity);
            Array.Resize(ref _starts, capacity);
            Array.Resize(ref _ends, capacity);
            Array.Resize(ref _words, capacity);
            Array.Resize(ref _texts, capacity);
        }

        _ids[Count] = id;
        _starts[Count] = start;
        _ends[Count] = end;
        _words[Count] = word;
        _texts[Count] = text;
        Count++;
    }
}
