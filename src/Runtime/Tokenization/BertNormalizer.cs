namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Cleans text, sets Chinese characters apart, strips accents and lowers case, in that order
/// (Hugging Face tokenizers, <c>normalizers/bert.rs</c>).
/// </summary>
internal sealed class BertNormalizer
{
    private const byte Dropped = 0xFF;

    private readonly byte[] ascii = new byte[128]; // what an ASCII character becomes; only cleaning drops any
    private readonly bool cleanText;
    private readonly bool separateChinese;
    private readonly bool stripAccents;
    private readonly bool lowercase;

    public BertNormalizer(TokenizerOptions options)
    {
        cleanText = options.CleanText;
        separateChinese = options.HandleChineseCharacters;
        stripAccents = options.StripAccents ?? options.Lowercase;
        lowercase = options.Lowercase;
        for (int c = 0; c < ascii.Length; c++)
        {
            bool dropped = c == 0 || (CharacterClasses.Of(c) & CharacterClass.Ignorable) != 0;
            int cleaned = CodePoints.IsWhiteSpace((char)c) ? ' ' : c;
            byte kept = (byte)(cleanText ? cleaned : c);
            ascii[c] = cleanText && dropped ? Dropped : lowercase ? (byte)LowerCase.Simple(kept) : kept;
        }
    }

    /// <summary>Normalises part of a text; positions count from the whole text's beginning.</summary>
    public void Normalize(ReadOnlySpan<char> text, int start, int end, CanonicalOrdering ordering, NormalizedText output)
    {
        ReadOnlySpan<char> part = text[..end];
        for (int i = start; i < end;)
        {
            char c = part[i];
            if (c < 0x80)
            {
                byte mapped = ascii[c];
                if (mapped != Dropped)
                {
                    if (!ordering.IsEmpty)
                    {
                        ordering.Release(this, output);
                    }

                    ordering.StarterAt(i, i + 1);
                    output.Append((char)mapped, i, i + 1);
                }

                i++;
                continue;
            }

            int codePoint = CodePoints.Read(part, i, out int width);
            AppendCleaned(codePoint, i, i + width, ordering, output);
            i += width;
        }

        ordering.Release(this, output);
    }

    /// <summary>Appends what accent stripping lets through, in lower case if that was asked for.</summary>
    public void AppendStripped(int codePoint, int start, int end, NormalizedText output)
    {
        CharacterClass classes = CharacterClasses.Of(codePoint);
        if (stripAccents && (classes & CharacterClass.Nonspacing) != 0)
        {
            return;
        }

        if (!lowercase || (classes & CharacterClass.HasLowerCase) == 0)
        {
            output.AppendCodePoint(codePoint, start, end);
            return;
        }

        output.AppendCodePoint(LowerCase.Simple(codePoint), start, end);
        if (codePoint == LowerCase.CapitalDottedI)
        {
            output.AppendCodePoint(LowerCase.CombiningDotAbove, start, end);
        }
    }

    private void AppendCleaned(int codePoint, int start, int end, CanonicalOrdering ordering, NormalizedText output)
    {
        CharacterClass classes = CharacterClasses.Of(codePoint);
        if (cleanText)
        {
            if (codePoint == CodePoints.Replacement || (classes & CharacterClass.Ignorable) != 0)
            {
                return;
            }

            if ((classes & CharacterClass.WhiteSpace) != 0)
            {
                codePoint = ' ';
                classes = CharacterClass.WhiteSpace;
            }
        }

        bool apart = separateChinese && (classes & CharacterClass.Cjk) != 0;
        if (apart)
        {
            AppendDecomposed(' ', CharacterClass.WhiteSpace, start, end, ordering, output);
        }

        AppendDecomposed(codePoint, classes, start, end, ordering, output);
        if (apart)
        {
            AppendDecomposed(' ', CharacterClass.WhiteSpace, start, end, ordering, output);
        }
    }

    private void AppendDecomposed(
        int codePoint, CharacterClass classes, int start, int end, CanonicalOrdering ordering, NormalizedText output)
    {
        if (!stripAccents)
        {
            AppendStripped(codePoint, start, end, output);
            return;
        }

        Span<int> parts = stackalloc int[CanonicalDecomposition.MaxLength];
        parts[0] = codePoint;
        int count = (classes & CharacterClass.Decomposes) == 0 ? 1 : CanonicalDecomposition.Decompose(codePoint, parts);
        for (int i = 0; i < count; i++)
        {
            int part = parts[i];
            if ((CharacterClasses.Of(part) & CharacterClass.Combining) != 0)
            {
                ordering.Hold(part, CanonicalDecomposition.CombiningClass(part), first: i == 0, start, end);
                continue;
            }

            if (!ordering.IsEmpty)
            {
                ordering.Release(this, output);
            }

            ordering.StarterAt(start, end);
            AppendStripped(part, start, end, output);
        }
    }
}
