namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Full canonical decomposition and combining classes (Unicode Standard Annex 15), without ICU.</summary>
internal static class CanonicalDecomposition
{
    public const int FirstHangul = 0xAC00;
    public const int LastHangul = 0xD7A3;

    /// <summary>The longest decomposition, in code points.</summary>
    public const int MaxLength = 4;

    private const int FirstLeadingJamo = 0x1100;
    private const int FirstVowelJamo = 0x1161;
    private const int BeforeTrailingJamo = 0x11A7;
    private const int VowelCount = 21;
    private const int TrailingCount = 28;

    /// <summary>Writes the full decomposition (one code point when there is none) and returns its length.</summary>
    public static int Decompose(int codePoint, Span<int> parts)
    {
        if (codePoint is >= FirstHangul and <= LastHangul)
        {
            return DecomposeHangul(codePoint - FirstHangul, parts);
        }

        int record = Find(UnicodeData.Decompositions, 3, 0, codePoint);
        if (record < 0)
        {
            parts[0] = codePoint;
            return 1;
        }

        // A step yields at most two parts and only parts that came first decompose further, so four places are enough.
        int length = Decompose(UnicodeData.Decompositions[record + 1], parts);
        int second = UnicodeData.Decompositions[record + 2];
        return second == 0 ? length : length + Decompose(second, parts[length..]);
    }

    /// <summary>The canonical combining class, 0 for starters.</summary>
    public static byte CombiningClass(int codePoint)
    {
        int record = Find(UnicodeData.CombiningClasses, 3, 1, codePoint);
        return record < 0 ? (byte)0 : (byte)UnicodeData.CombiningClasses[record + 2];
    }

    private static int DecomposeHangul(int syllable, Span<int> parts)
    {
        parts[0] = FirstLeadingJamo + (syllable / (VowelCount * TrailingCount));
        parts[1] = FirstVowelJamo + (syllable / TrailingCount % VowelCount);
        int trailing = syllable % TrailingCount;
        if (trailing == 0)
        {
            return 2;
        }

        parts[2] = BeforeTrailingJamo + trailing;
        return 3;
    }

    // Position of the record whose first field <= codePoint <= field `lastField`, or -1.
    private static int Find(ReadOnlySpan<int> data, int recordLength, int lastField, int codePoint)
    {
        int low = 0;
        int high = (data.Length / recordLength) - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int record = middle * recordLength;
            if (codePoint < data[record])
            {
                high = middle - 1;
            }
            else if (codePoint > data[record + lastField])
            {
                low = middle + 1;
            }
            else
            {
                return record;
            }
        }

        return -1;
    }
}
