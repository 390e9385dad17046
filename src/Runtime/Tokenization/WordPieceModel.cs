namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Splits a word into the longest vocabulary entries from left to right; a word that cannot be split whole is one unknown
/// token (Hugging Face tokenizers, <c>models/wordpiece</c>; Wu et al. 2016, arXiv:1609.08144).
/// </summary>
internal sealed class WordPieceModel
{
    private readonly PieceTrie trie = new();
    private readonly int continuation; // the node behind the continuation prefix
    private readonly int unknownId;
    private readonly int maxWordLength; // in code points

    public WordPieceModel(IEnumerable<KeyValuePair<string, int>> vocabulary, int unknownId, TokenizerOptions options)
    {
        this.unknownId = unknownId;
        maxWordLength = options.MaxWordLength;
        long longest = options.ContinuationPrefix.Length + (2L * options.MaxWordLength);
        foreach ((string piece, int id) in vocabulary)
        {
            // A longer piece can be in no word that is looked at.
            if (piece.Length <= longest)
            {
                trie.Add(piece, id);
            }
        }

        continuation = trie.Walk(options.ContinuationPrefix);
    }

    /// <summary>Appends the pieces of one word, which is <paramref name="text"/> from start to end.</summary>
    public void Tokenize(NormalizedText text, int start, int end, int wordIndex, TokenBuffer output)
    {
        ReadOnlySpan<char> word = text.Chars[start..end];
        int before = output.Count;
        int position = 0;
        int node = PieceTrie.Root;
        bool known = word.Length <= maxWordLength || CountCodePoints(word) <= maxWordLength;
        while (known && position < word.Length)
        {
            int length = 0;
            int id = node == PieceTrie.None ? PieceTrie.None : trie.Longest(node, word[position..], out length);
            known = id != PieceTrie.None;
            if (known)
            {
                int first = start + position;
                output.Add(id, text.Starts[first], text.Ends[first + length - 1], wordIndex);
                position += length;
                node = continuation;
            }
        }

        if (!known)
        {
            output.TruncateTo(before);
            output.Add(unknownId, text.Starts[start], text.Ends[end - 1], wordIndex);
        }
    }

    private static int CountCodePoints(ReadOnlySpan<char> word)
    {
        int count = word.Length;
        foreach (char c in word)
        {
            count -= char.IsLowSurrogate(c) ? 1 : 0; // normalised text has surrogates in pairs only
        }

        return count;
    }
}
