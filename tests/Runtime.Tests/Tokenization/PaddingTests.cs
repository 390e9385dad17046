using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

[TestFixture]
public sealed class PaddingTests
{
    private readonly BertTokenizer tokenizer = TinyVocabulary.Create();

    [Test]
    public void A_batch_is_padded_to_its_longest()
    {
        var batch = tokenizer.EncodeBatch(["a", "a b c"], ["b", null], new EncodeOptions { Padding = PaddingStrategy.Longest });
        Assert.That(batch.Select(TinyVocabulary.Shown), Is.EqualTo(["[CLS] a [SEP] b [SEP]", "[CLS] a b c [SEP]"]));
        batch = tokenizer.EncodeBatch(["a", "a b c"], null, new EncodeOptions { Padding = PaddingStrategy.Longest });
        Assert.That(TinyVocabulary.Shown(batch[0]), Is.EqualTo("[CLS] a [SEP] [PAD] [PAD]"));
        Assert.Multiple(() =>
        {
            Assert.That(batch[0].Ids, Is.EqualTo([2, 5, 3, 0, 0]));
            Assert.That(batch[0].AttentionMask, Is.EqualTo([1, 1, 1, 0, 0]));
            Assert.That(batch[0].SpecialTokensMask, Is.EqualTo([1, 0, 1, 1, 1]));
            Assert.That(batch[0].TypeIds, Is.EqualTo([0, 0, 0, 0, 0]));
            Assert.That(batch[0].Offsets, Is.EqualTo([(0, 0), (0, 1), (0, 0), (0, 0), (0, 0)]));
            Assert.That(batch[0].WordIds, Is.EqualTo(new int?[] { null, 0, null, null, null }));
            Assert.That(batch[0].SequenceIds, Is.EqualTo(new int?[] { null, 0, null, null, null }));
            Assert.That(batch[1].AttentionMask, Is.All.EqualTo(1));
        });
    }

    [Test]
    public void The_left_side_pads_before_the_text()
    {
        var options = new EncodeOptions { Padding = PaddingStrategy.MaxLength, MaxLength = 5, PaddingSide = TokenSide.Left };
        Encoding encoding = tokenizer.Encode("a", null, options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[PAD] [PAD] [CLS] a [SEP]"));
        Assert.That(encoding.AttentionMask, Is.EqualTo([0, 0, 1, 1, 1]));
        Assert.That(encoding.SequenceIds, Is.EqualTo(new int?[] { null, null, null, 0, null }));
    }

    [TestCase(PaddingStrategy.Longest, 4, 4)]
    [TestCase(PaddingStrategy.Longest, 8, 8)]
    [TestCase(PaddingStrategy.Longest, 3, 3)]
    [TestCase(PaddingStrategy.MaxLength, 4, 8)]
    public void The_length_is_rounded_up_to_a_multiple(PaddingStrategy padding, int multiple, int expected)
    {
        var options = new EncodeOptions { Padding = padding, PadToMultipleOf = multiple, MaxLength = 6 };
        Assert.That(tokenizer.Encode("a", null, options).Length, Is.EqualTo(expected));
    }

    [Test]
    public void A_text_longer_than_the_length_is_not_cut_by_padding()
    {
        var options = new EncodeOptions { Padding = PaddingStrategy.MaxLength, MaxLength = 3 };
        Assert.That(tokenizer.Encode("a b c", null, options).Length, Is.EqualTo(5));
    }

    [Test]
    public void Overflowing_parts_are_padded_too()
    {
        var options = new EncodeOptions
        {
            MaxLength = 5,
            Truncation = TruncationStrategy.LongestFirst,
            ReturnOverflowing = true,
            Padding = PaddingStrategy.MaxLength,
        };
        Encoding encoding = tokenizer.Encode("a b c d", null, options);
        Assert.That(encoding.Overflowing.Select(TinyVocabulary.Shown), Is.EqualTo(["[CLS] d [SEP] [PAD] [PAD]"]));
    }

    [Test]
    public void Padding_that_cannot_be_is_a_typed_error()
    {
        Assert.That(
            () => tokenizer.Encode("a", null, new EncodeOptions { Padding = PaddingStrategy.MaxLength }),
            Throws.InstanceOf<TokenizerException>().With.Message.Contains("MaxLength"));
        Assert.That(
            () => tokenizer.Encode("a", null, new EncodeOptions { Padding = PaddingStrategy.Longest, PadToMultipleOf = 0 }),
            Throws.InstanceOf<TokenizerException>().With.Message.Contains("PadToMultipleOf"));
        var both = new EncodeOptions
        {
            Padding = PaddingStrategy.Longest,
            Truncation = TruncationStrategy.LongestFirst,
            MaxLength = 6,
            PadToMultipleOf = 4,
        };
        Assert.That(
            () => tokenizer.Encode("a", null, both), Throws.InstanceOf<TokenizerException>().With.Message.Contains("multiple"));
    }
}
