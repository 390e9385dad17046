using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>Tokens found inside the text; the rules are those of added_vocabulary.rs.</summary>
[TestFixture]
public sealed class AddedTokenTests
{
    [Test]
    public void Special_tokens_are_found_before_the_text_is_normalised()
    {
        BertTokenizer tokenizer = TinyVocabulary.Create();
        Encoding encoding = tokenizer.Encode("a[MASK]b [SEP][sep] [MA\u200DSK]");
        Assert.That(TinyVocabulary.Shown(encoding), Does.StartWith("[CLS] a [MASK] b [SEP] [UNK]"));
        Assert.That(encoding.Offsets[2], Is.EqualTo((1, 7)));
        Assert.That(encoding.Ids.Count(id => id == tokenizer.MaskTokenId), Is.EqualTo(1));
        Assert.That(encoding.SpecialTokensMask[2], Is.Zero);
    }

    [Test]
    public void Special_tokens_can_be_ordinary_text()
    {
        var options = new EncodeOptions { SplitSpecialTokens = true };
        Encoding encoding = TinyVocabulary.Create().Encode("a[MASK]b", null, options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[CLS] a [UNK] [UNK] [UNK] b [SEP]"));
        Encoding configured = TinyVocabulary.Create(new TokenizerOptions { SplitSpecialTokens = true }).Encode("a[MASK]b");
        Assert.That(configured.Ids, Is.EqualTo(encoding.Ids));
    }

    [Test]
    public void White_space_goes_with_a_token_that_strips_it()
    {
        BertTokenizer tokenizer = With(new AddedToken("<x>", 25) { LeftStrip = true, RightStrip = true });
        Encoding encoding = tokenizer.Encode("a  <x>\u00A0 b");
        Assert.That(encoding.Tokens, Is.EqualTo(["[CLS]", "a", "  <x>\u00A0 ", "b", "[SEP]"]));
        Assert.That(encoding.Offsets, Is.EqualTo([(0, 0), (0, 1), (1, 8), (8, 9), (0, 0)]));
        Assert.That(encoding.Ids[2], Is.EqualTo(25));

        // The space between two of them goes to the first.
        Assert.That(tokenizer.Encode("<x> <x>").Offsets, Is.EqualTo([(0, 0), (0, 4), (4, 7), (0, 0)]));
    }

    [TestCase("a cab", "[CLS] a c ##a ##b [SEP]")]
    [TestCase("a ab c", "[CLS] a ab c [SEP]")]
    [TestCase("ab", "[CLS] ab [SEP]")]
    [TestCase("(ab)", "[CLS] [UNK] ab [UNK] [SEP]")]
    [TestCase("ab_", "[CLS] a ##b [UNK] [SEP]")]
    [TestCase("\U0001D400ab", "[CLS] [UNK] [SEP]")]
    public void A_single_word_touches_no_word_character(string text, string expected)
    {
        BertTokenizer tokenizer = With(new AddedToken("ab", 25) { SingleWord = true });
        Assert.That(TinyVocabulary.Shown(tokenizer.Encode(text)), Is.EqualTo(expected));
    }

    [Test]
    public void The_leftmost_wins_and_then_the_longest()
    {
        BertTokenizer tokenizer = With(new AddedToken("ab", 25), new AddedToken("abc", 26), new AddedToken("bcdef", 27));
        Assert.That(TinyVocabulary.Shown(tokenizer.Encode("abcdef abd")), Is.EqualTo("[CLS] abc d ##e ##f ab d [SEP]"));
    }

    [Test]
    public void A_normalised_token_is_found_by_its_normalised_content()
    {
        BertTokenizer tokenizer = With(new AddedToken("\u00C4b", 25) { Normalized = true });
        Encoding encoding = tokenizer.Encode("c AB \u00E4\u200Db \u00C4b");
        Assert.That(encoding.Tokens, Is.EqualTo(["[CLS]", "c", "ab", "ab", "ab", "[SEP]"]));
        Assert.That(encoding.Ids, Is.EqualTo([2, 7, 25, 25, 25, 3]));
        Assert.That(encoding.Offsets, Is.EqualTo([(0, 0), (0, 1), (2, 4), (5, 8), (9, 11), (0, 0)]));
        Assert.That(tokenizer.IdToToken(25), Is.EqualTo("\u00C4b"));
        Assert.That(() => With(new AddedToken("\u0301", 25) { Normalized = true }), Throws.InstanceOf<TokenizerException>());
    }

    private static BertTokenizer With(params AddedToken[] tokens)
    {
        TokenizerDefinition definition = VocabularyDefinition.Create("tiny", TinyVocabulary.Tokens, new TokenizerOptions());
        return new BertTokenizer(definition with { AddedTokens = [.. definition.AddedTokens, .. tokens] });
    }
}
