using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

[TestFixture]
public sealed class DecodeTests
{
    private readonly BertTokenizer tokenizer = TokenizerFixture.FromVocabulary;

    [TestCase("Hello, world! It's unaffable.", "hello, world! it's unaffable.")]
    [TestCase("don't we're they've I'm", "don't we're they've i'm")]
    [TestCase("a - b ( c )", "a - b ( c )")]
    public void Pieces_are_joined_and_spaces_cleaned_up(string text, string expected) =>
        Assert.That(tokenizer.Decode(tokenizer.Encode(text).Ids.AsSpan(), skipSpecialTokens: true), Is.EqualTo(expected));

    [Test]
    public void Special_tokens_are_shown_or_left_out()
    {
        Encoding encoding = tokenizer.Encode("the [MASK]", "cat");
        Assert.That(tokenizer.Decode(encoding.Ids.AsSpan()), Is.EqualTo("[CLS] the [MASK] [SEP] cat [SEP]"));
        Assert.That(tokenizer.Decode(encoding.Ids.AsSpan(), skipSpecialTokens: true), Is.EqualTo("the cat"));
    }

    [Test]
    public void Ids_without_a_token_are_left_out() =>
        Assert.That(tokenizer.Decode([1996, 30525, -1, 4937]), Is.EqualTo("the cat"));

    [Test]
    public void A_piece_that_continues_nothing_keeps_its_prefix() =>
        Assert.That(tokenizer.Decode([tokenizer.TokenToId("##ing")!.Value]), Is.EqualTo("##ing"));

    [Test]
    public void Spaces_stay_where_cleaning_up_is_off()
    {
        BertTokenizer tokenizer = BertTokenizer.FromVocabulary(
            [.. TinyVocabulary.Tokens, "'"], new TokenizerOptions { CleanUpSpaces = false });
        Assert.That(tokenizer.Decode(tokenizer.Encode("a'b").Ids.AsSpan(), skipSpecialTokens: true), Is.EqualTo("a ' b"));
    }

    [Test]
    public void Tokens_and_ids_look_each_other_up()
    {
        Assert.Multiple(() =>
        {
            Assert.That(tokenizer.VocabularySize, Is.EqualTo(30522));
            Assert.That(tokenizer.TokenToId("the"), Is.EqualTo(1996));
            Assert.That(tokenizer.TokenToId("no such token"), Is.Null);
            Assert.That(tokenizer.IdToToken(1996), Is.EqualTo("the"));
            Assert.That(tokenizer.IdToToken(30522), Is.Null);
            Assert.That(tokenizer.IdToToken(-1), Is.Null);
            Assert.That(tokenizer.PadTokenId, Is.Zero);
            Assert.That(tokenizer.UnknownTokenId, Is.EqualTo(100));
            Assert.That(tokenizer.ClassTokenId, Is.EqualTo(101));
            Assert.That(tokenizer.SeparatorTokenId, Is.EqualTo(102));
            Assert.That(tokenizer.MaskTokenId, Is.EqualTo(103));
            Assert.That(tokenizer.ModelMaxLength, Is.EqualTo(512));
        });
    }
}
