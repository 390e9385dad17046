using CsCheck;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

[TestFixture]
public sealed class OffsetPropertyTests
{
    private static readonly string[] Fragments =
    [
        "a", "The", "unaffable", " ", "  ", "\t", "\n", "\u00A0", "\u3000", "\0", "\u200D", "\uFFFD", "\uFEFF",
        ".", "$", "\u2014",
        "\u00E9", "e\u0301", "\u1EA5", "\u0344", "\u0130", "\u00DF", "\u03A3", "\u0345", "\u302E", "\u0D4D",
        "\u4E2D", "\uF900", "\U00020000", "\U0002F800", "\uD55C", "\U0001F600", "\U0001D165", "\U000E0041", "\uE000",
        "\uD800", "\uDC00", "[MASK]", "[SEP]", "[mask]", "[", "##ing", "42",
    ];

    [Test]
    public void Spans_of_awkward_texts_keep_the_rules() =>
        Gen.OneOfConst(Fragments).Array[0, 24].Select(parts => string.Concat(parts)).Sample(
            text => SpanRules.Check(TokenizerFixture.FromVocabulary, text, null), seed: "0000awkwardTx", iter: 20_000);

    [Test]
    public void Spans_of_random_UTF16_keep_the_rules() =>
        Gen.Select(Gen.Char.Array[0, 40], Gen.Char.Array[0, 40]).Sample(
            (text, pair) => SpanRules.Check(TokenizerFixture.FromVocabulary, new string(text), new string(pair)),
            seed: "0000randomUtf",
            iter: 5_000);

    [Test]
    public void Both_file_forms_agree_on_random_texts() =>
        Gen.OneOfConst(Fragments).Array[0, 24].Select(parts => string.Concat(parts)).Sample(
            text => Assert.That(
                TokenizerFixture.FromJson.Encode(text).Ids, Is.EqualTo(TokenizerFixture.FromVocabulary.Encode(text).Ids)),
            seed: "0000bothForms",
            iter: 5_000);

    [Test]
    public void A_precomposed_letter_and_a_composed_one_span_what_they_are_written_with()
    {
        Encoding composed = TokenizerFixture.FromVocabulary.Encode("caf\u00E9 cafe\u0301 x");
        Assert.That(composed.Tokens, Is.EqualTo(["[CLS]", "cafe", "cafe", "x", "[SEP]"]));

        // A mark that was dropped at the end belongs to no token, as in the reference.
        Assert.That(composed.Offsets, Is.EqualTo([(0, 0), (0, 4), (5, 9), (11, 12), (0, 0)]));
    }

    [Test]
    public void A_dropped_character_inside_a_word_is_inside_its_span()
    {
        Encoding encoding = TokenizerFixture.FromVocabulary.Encode("\u200Dth\u0000e\u200D cat");
        Assert.That(encoding.Tokens, Is.EqualTo(["[CLS]", "the", "cat", "[SEP]"]));
        Assert.That(encoding.Offsets, Is.EqualTo([(0, 0), (1, 5), (7, 10), (0, 0)]));
    }

    [Test]
    public void A_lone_surrogate_is_dropped()
    {
        Encoding encoding = TokenizerFixture.FromVocabulary.Encode("th\uD800e \uDC00 cat");
        Assert.That(encoding.Tokens, Is.EqualTo(["[CLS]", "the", "cat", "[SEP]"]));
        Assert.That(encoding.Offsets, Is.EqualTo([(0, 0), (0, 4), (7, 10), (0, 0)]));
    }

    [Test]
    public void Offsets_count_UTF16_units()
    {
        Encoding encoding = TokenizerFixture.FromVocabulary.Encode("\U0001F600 \U00020000 cat");
        Assert.That(encoding.Tokens, Is.EqualTo(["[CLS]", "[UNK]", "[UNK]", "cat", "[SEP]"]));
        Assert.That(encoding.Offsets, Is.EqualTo([(0, 0), (0, 2), (3, 5), (6, 9), (0, 0)]));
    }

    [Test]
    public void Words_are_counted_with_punctuation_and_special_tokens()
    {
        Encoding encoding = TokenizerFixture.FromVocabulary.Encode("unaffable, [MASK] cat", "yes");
        string[] expected = ["[CLS]", "una", "##ffa", "##ble", ",", "[MASK]", "cat", "[SEP]", "yes", "[SEP]"];
        Assert.That(encoding.Tokens, Is.EqualTo(expected));
        Assert.That(encoding.WordIds, Is.EqualTo(new int?[] { null, 0, 0, 0, 1, 2, 3, null, 0, null }));
        Assert.That(encoding.SequenceIds, Is.EqualTo(new int?[] { null, 0, 0, 0, 0, 0, 0, null, 1, null }));
        Assert.That(encoding.SpecialTokensMask, Is.EqualTo([1, 0, 0, 0, 0, 0, 0, 1, 0, 1]));
    }
}
