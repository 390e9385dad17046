using System.Globalization;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Reads code points out of UTF-16.</summary>
internal static class CodePoints
{
    /// <summary>What a surrogate without its partner reads as: Rust strings cannot hold one, U+FFFD is its substitute.</summary>
    public const int Replacement = 0xFFFD;

    /// <summary>The code point at an index and how many UTF-16 units it takes.</summary>
    public static int Read(ReadOnlySpan<char> text, int index, out int width)
    {
        char c = text[index];
        width = 1;
        if (!char.IsSurrogate(c))
        {
            return c;
        }

        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            width = 2;
            return char.ConvertToUtf32(c, text[index + 1]);
        }

        return Replacement;
    }

    /// <summary>Whether a code point continues a word as regular expressions understand it (<c>\w</c>).</summary>
    public static bool IsWord(int codePoint)
    {
        // CharUnicodeInfo reads data inside the runtime and never asks ICU.
        switch (CharUnicodeInfo.GetUnicodeCategory(codePoint))
        {
            case UnicodeCategory.UppercaseLetter:
            case UnicodeCategory.LowercaseLetter:
            case UnicodeCategory.TitlecaseLetter:
            case UnicodeCategory.ModifierLetter:
            case UnicodeCategory.OtherLetter:
            case UnicodeCategory.NonSpacingMark:
            case UnicodeCategory.SpacingCombiningMark:
            case UnicodeCategory.EnclosingMark:
            case UnicodeCategory.DecimalDigitNumber:
            case UnicodeCategory.LetterNumber:
            case UnicodeCategory.ConnectorPunctuation:
                return true;
            default:
                // Join controls, and the symbols that are alphabetic: circled, squared and negative Latin letters.
                return codePoint is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9)
                    or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
        }
    }

    /// <summary>Whether the code point that ends just before an index is a word character; false at the start.</summary>
    public static bool EndsWithWord(ReadOnlySpan<char> text, int index)
    {
        if (index == 0)
        {
            return false;
        }

        int start = index >= 2 && char.IsSurrogatePair(text[index - 2], text[index - 1]) ? index - 2 : index - 1;
        return IsWord(Read(text, start, out _));
    }

    /// <summary>Whether the code point at an index is a word character; false at the end.</summary>
    public static bool StartsWithWord(ReadOnlySpan<char> text, int index) =>
        index < text.Length && IsWord(Read(text, index, out _));

    /// <summary>Whether a UTF-16 unit is white space; no code point above U+FFFF is.</summary>
    public static bool IsWhiteSpace(char c) => (CharacterClasses.Of(c) & CharacterClass.WhiteSpace) != 0;
}
