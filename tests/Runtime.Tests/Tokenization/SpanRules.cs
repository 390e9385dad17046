using System.Globalization;
using System.Text;
using SqueezeBert.Gpu.Tokenization;
using Encoding = SqueezeBert.Gpu.Tokenization.Encoding;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>
/// What holds of offsets whatever the text is: they lie in order inside their own text, never split a surrogate pair, and
/// where both token and span are ASCII the span, lower-cased, is the token.
/// </summary>
internal static class SpanRules
{
    public static void Check(BertTokenizer tokenizer, string text, string? pair)
    {
        Encoding encoding = tokenizer.Encode(text, pair);
        int[] last = [0, 0];
        for (int i = 0; i < encoding.Length; i++)
        {
            (int start, int end) = encoding.Offsets[i];
            string about = $"{encoding.Tokens[i]} at {start}..{end} of {text} | {pair}";
            if (encoding.SequenceIds[i] is not { } sequence)
            {
                Assert.That((start, end, encoding.SpecialTokensMask[i]), Is.EqualTo((0, 0, 1)), about);
                continue;
            }

            string original = sequence == 0 ? text : pair!;
            Assert.That(encoding.SpecialTokensMask[i], Is.Zero, about);
            Assert.That(start, Is.GreaterThanOrEqualTo(last[sequence]), about);
            Assert.That(end, Is.GreaterThanOrEqualTo(start).And.LessThanOrEqualTo(original.Length), about);
            Assert.That(SplitsPair(original, start) || SplitsPair(original, end), Is.False, about);
            last[sequence] = start;
            CheckSpelling(encoding.Tokens[i], original[start..end], about);
        }
    }

    private static bool SplitsPair(string text, int index) =>
        index > 0 && index < text.Length && char.IsSurrogatePair(text[index - 1], text[index]);

    private static void CheckSpelling(string token, string span, string about)
    {
        string plain = token.StartsWith("##", StringComparison.Ordinal) && token.Length > 2 ? token[2..] : token;
        var kept = new StringBuilder();
        foreach (Rune rune in span.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
            {
                kept.Append(rune.ToString());
            }
        }

        string cleaned = kept.ToString();
        if (token.StartsWith('[') && token.Length > 1)
        {
            return;
        }

        if (Ascii.IsValid(plain) && Ascii.IsValid(cleaned))
        {
            Assert.That(cleaned.ToLowerInvariant(), Is.EqualTo(plain), about);
        }
    }
}
