using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>One rule of normalising or splitting at a time.</summary>
[TestFixture]
public sealed class NormalizationTests
{
    [TestCase("a\u0000b\uFFFDc\u000Bd\u0085e\u200Bf\uE000g", ExpectedResult = "abcdefg", TestName = "Controls and formats go")]
    [TestCase("a\tb\nc\rd\u00A0e\u2028f\u3000g", ExpectedResult = "a b c d e f g", TestName = "White space becomes a space")]
    [TestCase("a\u0378b", ExpectedResult = "a\u0378b", TestName = "Unassigned code points stay")]
    [TestCase("a\u4E00b\u3041", ExpectedResult = "a \u4E00 b\u3041", TestName = "Ideographs stand apart, kana do not")]
    [TestCase("\U0002B820\U0002B920", ExpectedResult = "\U0002B820 \U0002B920 ", TestName = "Extension E begins late")]
    [TestCase("\u0130I\u03A3\u1E9E", ExpectedResult = "ii\u03C3\u00DF", TestName = "Lower case knows no context")]
    [TestCase("\uD55C", ExpectedResult = "\u1112\u1161\u11AB", TestName = "Hangul comes apart")]
    [TestCase("\u00F8\u0142\u0111", ExpectedResult = "\u00F8\u0142\u0111", TestName = "Strokes are no accents")]
    [TestCase("\uD800a\uDC00", ExpectedResult = "a", TestName = "Lone surrogates go")]
    public string Uncased(string text) => Normalize(text, new TokenizerOptions());

    [Test]
    public void Each_step_can_be_left_out()
    {
        var none = new TokenizerOptions
        {
            CleanText = false,
            HandleChineseCharacters = false,
            StripAccents = null,
            Lowercase = false,
        };
        Assert.Multiple(() =>
        {
            Assert.That(Normalize("\u0000\t\u4E2D\u00C9\uD800", none), Is.EqualTo("\u0000\t\u4E2D\u00C9\uFFFD"));
            Assert.That(Normalize("\u00C9\u4E2D", none with { StripAccents = true }), Is.EqualTo("E\u4E2D"));
            TokenizerOptions accented = none with { Lowercase = true, StripAccents = false };
            Assert.That(Normalize("\u00C9\u0130", accented), Is.EqualTo("\u00E9i\u0307"));
            Assert.That(Normalize("\u00C9", none with { Lowercase = true }), Is.EqualTo("e"));
            Assert.That(Normalize("\u4E2D", none with { HandleChineseCharacters = true }), Is.EqualTo(" \u4E2D "));
            Assert.That(Normalize("\t\u0007A", none with { CleanText = true }), Is.EqualTo(" A"));
        });
    }

    [Test]
    public void Many_marks_take_time_in_proportion()
    {
        // Two classes in turn, which insertion into a sorted list would make quadratic: 400,000 marks end at once or not at all.
        string marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 200_000));
        Assert.That(Normalize("a" + marks, new TokenizerOptions()), Is.EqualTo("a"));
    }

    [Test]
    public void A_word_is_counted_in_code_points()
    {
        string letters = string.Concat(Enumerable.Repeat("\U00010330", 100)); // two UTF-16 units each
        BertTokenizer tokenizer = BertTokenizer.FromVocabulary([.. TinyVocabulary.Tokens, "\U00010330", "##\U00010330"]);
        Assert.That(tokenizer.Encode(letters).Length, Is.EqualTo(102));
        Assert.That(TinyVocabulary.Shown(tokenizer.Encode(letters + "\U00010330")), Is.EqualTo("[CLS] [UNK] [SEP]"));
        Assert.That(TinyVocabulary.Create().Encode(new string('a', 100)).Length, Is.EqualTo(102));
        Assert.That(TinyVocabulary.Create().Encode(new string('a', 101)).Length, Is.EqualTo(3));
    }

    [TestCase("abc", "[CLS] abc [SEP]")]
    [TestCase("abcd", "[CLS] abc ##d [SEP]")]
    [TestCase("abxd", "[CLS] [UNK] [SEP]")]
    [TestCase("cab", "[CLS] c ##ab [SEP]")]
    public void Pieces_are_the_longest_from_the_left(string text, string expected)
    {
        BertTokenizer tokenizer = BertTokenizer.FromVocabulary([.. TinyVocabulary.Tokens, "abc", "##ab", "abcdefgh"]);
        Assert.That(TinyVocabulary.Shown(tokenizer.Encode(text)), Is.EqualTo(expected));
    }

    private static string Normalize(string text, TokenizerOptions options)
    {
        var output = new NormalizedText();
        new BertNormalizer(options).Normalize(text, 0, text.Length, new CanonicalOrdering(), output);
        return output.Chars.ToString();
    }
}
