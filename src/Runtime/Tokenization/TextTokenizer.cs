namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Takes one text to tokens: added tokens out of the text as it is, the rest normalised, added tokens out of that, the
/// rest split at white space and punctuation (Hugging Face tokenizers, <c>pre_tokenizers/bert.rs</c>), words into pieces.
/// </summary>
internal sealed class TextTokenizer
{
    private const int Stretch = 4096; // of a long text that is normalised at once

    private readonly BertNormalizer normalizer;
    private readonly WordPieceModel model;
    private readonly AddedTokenMatcher verbatim;
    private readonly AddedTokenMatcher normalized;

    public TextTokenizer(TokenizerDefinition definition, int unknownId)
    {
        normalizer = new BertNormalizer(definition.Options);
        model = new WordPieceModel(definition.Pieces, unknownId, definition.Options);
        var tokens = new List<AddedToken>();
        var patterns = new List<string>();
        var verbatim = new List<AddedToken>();
        var contents = new List<string>();
        foreach (AddedToken token in definition.AddedTokens)
        {
            if (token.Normalized)
            {
                tokens.Add(token);
                patterns.Add(Pattern(token, definition.Source));
            }
            else
            {
                verbatim.Add(token);
                contents.Add(token.Content);
            }
        }

        this.verbatim = new AddedTokenMatcher(verbatim, contents);
        normalized = new AddedTokenMatcher(tokens, patterns);
    }

    /// <summary>Fills an empty buffer with the tokens of a text, until it is settled.</summary>
    public void Tokenize(ReadOnlySpan<char> text, bool splitSpecial, EncodeWorkspace workspace, TokenBuffer output)
    {
        int word = 0;
        int position = 0;
        if (!verbatim.IsEmpty)
        {
            int searchFrom = 0;
            int covered = 0;
            while (!output.IsSettled && verbatim.TryNext(text, ref searchFrom, ref covered, splitSpecial, out AddedTokenMatch match))
            {
                TokenizePart(text, position, match.Start, splitSpecial, workspace, output, ref word);
                AddMatch(text, match, match.Start, match.End, output, ref word);
                position = match.End;
            }
        }

        TokenizePart(text, position, text.Length, splitSpecial, workspace, output, ref word);
    }

    private void TokenizePart(
        ReadOnlySpan<char> text,
        int start,
        int end,
        bool splitSpecial,
        EncodeWorkspace workspace,
        TokenBuffer output,
        ref int word)
    {
        while (start < end && !output.IsSettled)
        {
            int next = StretchEnd(text, start, end);
            TokenizeStretch(text, start, next, splitSpecial, workspace, output, ref word);
            start = next;
        }
    }

    // A space parts words, and no accent moves across it. Added tokens may reach across it where they are found in normalised text.
    private int StretchEnd(ReadOnlySpan<char> text, int start, int end)
    {
        if (!normalized.IsEmpty || end - start <= Stretch)
        {
            return end;
        }

        int space = text[(start + Stretch)..end].IndexOf(' ');
        return space < 0 ? end : start + Stretch + space;
    }

    private void TokenizeStretch(
        ReadOnlySpan<char> text,
        int start,
        int end,
        bool splitSpecial,
        EncodeWorkspace workspace,
        TokenBuffer output,
        ref int word)
    {
        NormalizedText part = workspace.Normalized;
        part.Clear();
        normalizer.Normalize(text, start, end, workspace.Ordering, part);
        int position = 0;
        if (!normalized.IsEmpty)
        {
            int searchFrom = 0;
            int covered = 0;
            while (normalized.TryNext(part.Chars, ref searchFrom, ref covered, splitSpecial, out AddedTokenMatch match))
            {
                SplitWords(part, position, match.Start, output, ref word);
                AddMatch(part.Chars, match, part.Starts[match.Start], part.Ends[match.End - 1], output, ref word);
                position = match.End;
            }
        }

        SplitWords(part, position, part.Length, output, ref word);
    }

    private void SplitWords(NormalizedText text, int start, int end, TokenBuffer output, ref int word)
    {
        ReadOnlySpan<char> chars = text.Chars;
        int wordStart = start;
        for (int i = start; i < end;)
        {
            int codePoint = CodePoints.Read(chars, i, out int width);
            CharacterClass classes = CharacterClasses.Of(codePoint);
            if ((classes & (CharacterClass.WhiteSpace | CharacterClass.Punctuation)) != 0)
            {
                if (wordStart < i)
                {
                    model.Tokenize(text, wordStart, i, word++, output);
                }

                if ((classes & CharacterClass.Punctuation) != 0)
                {
                    model.Tokenize(text, i, i + width, word++, output);
                }

                wordStart = i + width;
            }

            i += width;
        }

        if (wordStart < end)
        {
            model.Tokenize(text, wordStart, end, word++, output);
        }
    }

    private static void AddMatch(
        ReadOnlySpan<char> text, AddedTokenMatch match, int start, int end, TokenBuffer output, ref int word)
    {
        ReadOnlySpan<char> found = text[match.Start..match.End];
        string? shown = found.SequenceEqual(match.Token.Content) ? null : found.ToString();
        output.Add(match.Token.Id, start, end, word++, shown);
    }

    private string Pattern(AddedToken token, string source)
    {
        var normalized = new NormalizedText();
        normalizer.Normalize(token.Content, 0, token.Content.Length, new CanonicalOrdering(), normalized);
        return normalized.Length > 0
            ? normalized.Chars.ToString()
            : throw new TokenizerException(
                $"{source}: added token {token.Content}: expected text that normalising leaves something of, found none left");
    }
}
