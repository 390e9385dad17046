using System.Buffers;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Finds added tokens: the leftmost, and of those that begin there the longest
/// (Hugging Face tokenizers, <c>tokenizer/added_vocabulary.rs</c>).
/// </summary>
internal sealed class AddedTokenMatcher
{
    private readonly PieceTrie trie = new();
    private readonly AddedToken[] tokens;
    private readonly SearchValues<char> firstUnits;

    /// <summary>Creates a matcher; <paramref name="patterns"/> are the texts by which the tokens are found.</summary>
    public AddedTokenMatcher(IReadOnlyList<AddedToken> tokens, IReadOnlyList<string> patterns)
    {
        this.tokens = [.. tokens];
        var first = new HashSet<char>();
        for (int i = 0; i < patterns.Count; i++)
        {
            trie.Add(patterns[i], i);
            first.Add(patterns[i][0]);
        }

        firstUnits = SearchValues.Create([.. first]);
    }

    /// <summary>Whether there is nothing to find.</summary>
    public bool IsEmpty => tokens.Length == 0;

    /// <summary>Finds the next match; the caller passes the state from call to call.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="searchFrom">Where to look; moves behind what was looked at. Starts at 0.</param>
    /// <param name="covered">How far earlier matches reached, stripped white space included. Starts at 0.</param>
    /// <param name="splitSpecial">Special tokens are ordinary text.</param>
    /// <param name="match">The match.</param>
    public bool TryNext(
        ReadOnlySpan<char> text, ref int searchFrom, ref int covered, bool splitSpecial, out AddedTokenMatch match)
    {
        while (searchFrom < text.Length)
        {
            int ahead = text[searchFrom..].IndexOfAny(firstUnits);
            if (ahead < 0)
            {
                break;
            }

            int start = searchFrom + ahead;
            int index = trie.Longest(PieceTrie.Root, text[start..], out int length);
            if (index == PieceTrie.None)
            {
                searchFrom = start + 1;
                continue;
            }

            // A match that is turned down still uses its text up: nothing shorter or later inside it is tried.
            int end = start + length;
            searchFrom = end;
            AddedToken token = tokens[index];
            bool touched = token.SingleWord
                && (CodePoints.EndsWithWord(text, start) || CodePoints.StartsWithWord(text, end));
            if (touched || (splitSpecial && token.Special))
            {
                continue;
            }

            if (token.LeftStrip)
            {
                while (start > covered && CodePoints.IsWhiteSpace(text[start - 1]))
                {
                    start--;
                }
            }

            if (token.RightStrip)
            {
                while (end < text.Length && CodePoints.IsWhiteSpace(text[end]))
                {
                    end++;
                }
            }

            match = new AddedTokenMatch(start, end, token);
            covered = end;
            return true;
        }

        searchFrom = text.Length;
        match = default;
        return false;
    }
}
