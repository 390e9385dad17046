namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Classes of every code point, one byte each in pages of 256; pages that hold nothing are one shared page.
/// The tables are the reference tokenizer's, so they depend neither on ICU nor on the runtime's Unicode version.
/// </summary>
internal static class CharacterClasses
{
    private const int PageBits = 8;
    private const int PageSize = 1 << PageBits;

    // The ranges that the reference calls Chinese; Extension E begins at 2B920 there, although the block begins at 2B820.
    private static ReadOnlySpan<int> CjkRanges =>
    [
        0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFAFF, 0x20000, 0x2A6DF, 0x2A700, 0x2B73F, 0x2B740, 0x2B81F,
        0x2B920, 0x2CEAF, 0x2F800, 0x2FA1F,
    ];

    private static readonly byte[][] Pages = Build();

    /// <summary>The classes of a code point below 0x110000.</summary>
    public static CharacterClass Of(int codePoint) =>
        (CharacterClass)Pages[codePoint >> PageBits][codePoint & (PageSize - 1)];

    private static byte[][] Build()
    {
        var empty = new byte[PageSize];
        var pages = new byte[0x110000 >> PageBits][];
        Array.Fill(pages, empty);
        MarkRanges(UnicodeData.Punctuation, 2, CharacterClass.Punctuation);
        MarkRanges(UnicodeData.Ignorable, 2, CharacterClass.Ignorable);
        MarkRanges(UnicodeData.Nonspacing, 2, CharacterClass.Nonspacing);
        MarkRanges(UnicodeData.WhiteSpace, 2, CharacterClass.WhiteSpace);
        MarkRanges(CjkRanges, 2, CharacterClass.Cjk);
        MarkRanges(UnicodeData.CombiningClasses, 3, CharacterClass.Combining);
        Mark(CanonicalDecomposition.FirstHangul, CanonicalDecomposition.LastHangul, 1, CharacterClass.Decomposes);
        ReadOnlySpan<int> decompositions = UnicodeData.Decompositions;
        for (int i = 0; i < decompositions.Length; i += 3)
        {
            Mark(decompositions[i], decompositions[i], 1, CharacterClass.Decomposes);
        }

        ReadOnlySpan<int> lower = UnicodeData.LowerCase;
        for (int i = 0; i < lower.Length; i += 4)
        {
            Mark(lower[i], lower[i + 1], lower[i + 2], CharacterClass.HasLowerCase);
        }

        Mark(LowerCase.CapitalDottedI, LowerCase.CapitalDottedI, 1, CharacterClass.HasLowerCase);
        return pages;

        void MarkRanges(ReadOnlySpan<int> records, int width, CharacterClass value)
        {
            for (int i = 0; i < records.Length; i += width)
            {
                Mark(records[i], records[i + 1], 1, value);
            }
        }

        void Mark(int first, int last, int step, CharacterClass value)
        {
            for (int c = first; c <= last; c += step)
            {
                ref byte[] page = ref pages[c >> PageBits];
                if (ReferenceEquals(page, empty))
                {
                    page = new byte[PageSize];
                }

                page[c & (PageSize - 1)] |= (byte)value;
            }
        }
    }
}
