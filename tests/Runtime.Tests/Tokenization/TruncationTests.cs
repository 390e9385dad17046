using SqueezeBert.Gpu.Testing;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>
/// Expected values follow from the reference's rules by hand; two special tokens stand around one text, three in a pair.
/// </summary>
[TestFixture]
public sealed class TruncationTests
{
    private readonly BertTokenizer tokenizer = TinyVocabulary.Create();

    [TestCase(8, "[CLS] a b c d e f [SEP]")]
    [TestCase(5, "[CLS] a b c [SEP]")]
    [TestCase(3, "[CLS] a [SEP]")]
    [TestCase(2, "[CLS] [SEP]")]
    public void One_text_keeps_its_beginning(int maxLength, string expected)
    {
        var options = new EncodeOptions { MaxLength = maxLength, Truncation = TruncationStrategy.LongestFirst };
        Encoding encoding = tokenizer.Encode("a b c d e f", null, options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo(expected));
        Assert.That(encoding.Overflowing, Is.Empty);
    }

    [Test]
    public void The_left_side_keeps_the_end()
    {
        var options = new EncodeOptions
        {
            MaxLength = 5,
            Truncation = TruncationStrategy.LongestFirst,
            TruncationSide = TokenSide.Left,
        };
        Encoding encoding = tokenizer.Encode("a b c d e f", null, options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[CLS] d e f [SEP]"));
        Assert.That(encoding.Offsets, Is.EqualTo([(0, 0), (6, 7), (8, 9), (10, 11), (0, 0)]));
    }

    // Room is the maximum less three. The shorter text stays whole up to half of the room; the odd token goes to the
    // longer text, and to the second where both are equally long.
    [TestCase("a b c d e f", "g h", 8, "[CLS] a b c [SEP] g h [SEP]")]
    [TestCase("g h", "a b c d e f", 8, "[CLS] g h [SEP] a b c [SEP]")]
    [TestCase("a b c d", "g h i j", 8, "[CLS] a b [SEP] g h i [SEP]")]
    [TestCase("a b c d e", "g h i j", 8, "[CLS] a b c [SEP] g h [SEP]")]
    [TestCase("a b c d", "g h i j", 4, "[CLS] [SEP] g [SEP]")]
    [TestCase("a b c d", "g h i j", 3, "[CLS] [SEP] [SEP]")]
    public void Longest_first_shares_the_room_out(string text, string pair, int maxLength, string expected)
    {
        var options = new EncodeOptions { MaxLength = maxLength, Truncation = TruncationStrategy.LongestFirst };
        Assert.That(TinyVocabulary.Shown(tokenizer.Encode(text, pair, options)), Is.EqualTo(expected));
    }

    [Test]
    public void Only_one_of_a_pair_is_cut()
    {
        var options = new EncodeOptions { MaxLength = 8, Truncation = TruncationStrategy.OnlyFirst };
        Encoding encoding = tokenizer.Encode("a b c d", "g h i", options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[CLS] a b [SEP] g h i [SEP]"));
        encoding = tokenizer.Encode("a b c d", "g h i", options with { Truncation = TruncationStrategy.OnlySecond });
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[CLS] a b c d [SEP] g [SEP]"));
        Assert.That(encoding.TypeIds, Is.EqualTo([0, 0, 0, 0, 0, 0, 1, 1]));
    }

    [Test]
    public void What_overflows_repeats_the_stride()
    {
        var options = new EncodeOptions
        {
            MaxLength = 5,
            Truncation = TruncationStrategy.LongestFirst,
            Stride = 1,
            ReturnOverflowing = true,
        };
        Encoding encoding = tokenizer.Encode("a b c d e f", null, options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[CLS] a b c [SEP]"));
        Assert.That(encoding.Overflowing.Select(TinyVocabulary.Shown), Is.EqualTo(["[CLS] c d e [SEP]", "[CLS] e f [SEP]"]));
        Assert.That(encoding.Overflowing[1].Offsets, Is.EqualTo([(0, 0), (8, 9), (10, 11), (0, 0)]));
        Assert.That(encoding.Overflowing[1].WordIds, Is.EqualTo(new int?[] { null, 4, 5, null }));

        Encoding left = tokenizer.Encode("a b c d e f", null, options with { TruncationSide = TokenSide.Left });
        Assert.That(TinyVocabulary.Shown(left), Is.EqualTo("[CLS] d e f [SEP]"));
        Assert.That(left.Overflowing.Select(TinyVocabulary.Shown), Is.EqualTo(["[CLS] b c d [SEP]", "[CLS] a b [SEP]"]));
    }

    [Test]
    public void A_part_that_reaches_the_end_is_the_last()
    {
        var options = new EncodeOptions
        {
            MaxLength = 6,
            Truncation = TruncationStrategy.LongestFirst,
            Stride = 2,
            ReturnOverflowing = true,
        };
        Encoding encoding = tokenizer.Encode("a b c d e f", null, options);
        Assert.That(encoding.Overflowing.Select(TinyVocabulary.Shown), Is.EqualTo(["[CLS] c d e f [SEP]"]));
    }

    [Test]
    public void A_question_stays_with_every_part_of_its_passage()
    {
        var options = new EncodeOptions
        {
            MaxLength = 7,
            Truncation = TruncationStrategy.OnlySecond,
            Stride = 1,
            ReturnOverflowing = true,
        };
        Encoding encoding = tokenizer.Encode("a b", "c d e f", options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[CLS] a b [SEP] c d [SEP]"));
        Assert.That(
            encoding.Overflowing.Select(TinyVocabulary.Shown),
            Is.EqualTo(["[CLS] a b [SEP] d e [SEP]", "[CLS] a b [SEP] e f [SEP]"]));
        Assert.That(encoding.Overflowing[0].TypeIds, Is.EqualTo([0, 0, 0, 0, 1, 1, 1]));
    }

    [Test]
    public void Where_both_overflow_every_combination_comes_back_the_kept_ones_left_out()
    {
        var options = new EncodeOptions { MaxLength = 5, Truncation = TruncationStrategy.LongestFirst, ReturnOverflowing = true };
        Encoding encoding = tokenizer.Encode("a b", "c d", options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[CLS] a [SEP] c [SEP]"));
        Assert.That(
            encoding.Overflowing.Select(TinyVocabulary.Shown),
            Is.EqualTo(["[CLS] b [SEP] c [SEP]", "[CLS] b [SEP] d [SEP]", "[CLS] a [SEP] d [SEP]"]));
    }

    [Test]
    public void With_no_room_at_all_the_whole_text_overflows()
    {
        var options = new EncodeOptions { MaxLength = 2, Truncation = TruncationStrategy.OnlyFirst, ReturnOverflowing = true };
        Encoding encoding = tokenizer.Encode("a b c", null, options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[CLS] [SEP]"));
        Assert.That(encoding.Overflowing.Select(TinyVocabulary.Shown), Is.EqualTo(["[CLS] a b c [SEP]"]));
    }

    [Test]
    public void Without_special_tokens_all_the_length_is_room()
    {
        var options = new EncodeOptions { MaxLength = 3, Truncation = TruncationStrategy.LongestFirst, AddSpecialTokens = false };
        Encoding encoding = tokenizer.Encode("a b", "c d", options);
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("a c d"));
        Assert.That(encoding.TypeIds, Is.EqualTo([0, 1, 1]));
        Assert.That(encoding.SequenceIds, Is.EqualTo(new int?[] { 0, 1, 1 }));
    }

    [Test]
    public void The_models_length_is_the_default_and_no_length_is_no_limit()
    {
        var options = new EncodeOptions { Truncation = TruncationStrategy.LongestFirst };
        BertTokenizer limited = TinyVocabulary.Create(new TokenizerOptions { ModelMaxLength = 4 });
        Assert.That(TinyVocabulary.Shown(limited.Encode("a b c", null, options)), Is.EqualTo("[CLS] a b [SEP]"));
        Assert.That(limited.Encode("a b c").Length, Is.EqualTo(5));
        Assert.That(tokenizer.Encode("a b c", null, options).Length, Is.EqualTo(5));
    }

    [Test]
    public void What_cannot_be_cut_is_a_typed_error()
    {
        var options = new EncodeOptions { MaxLength = 5, Truncation = TruncationStrategy.OnlySecond };
        Refuses<TruncationException>("a b c d", null, options, "OnlySecond", "second sequence", "none");
        Assert.That(tokenizer.Encode("a b", null, options).Length, Is.EqualTo(4), "nothing has to go, so nothing is missing");
        Refuses<TruncationException>("a b c", "d", options, "OnlySecond", "more than the 2 tokens", "found 1");
        options = options with { Truncation = TruncationStrategy.OnlyFirst };
        Refuses<TruncationException>("a", "b c d e", options, "OnlyFirst", "found 1");
        options = new EncodeOptions { MaxLength = 4, Stride = 2, Truncation = TruncationStrategy.LongestFirst };
        Refuses<TruncationException>("a b c d", null, options, "stride", "found 2");
    }

    [Test]
    public void Options_that_make_no_sense_are_typed_errors()
    {
        var cut = new EncodeOptions { Truncation = TruncationStrategy.LongestFirst };
        Refuses<TokenizerException>("a", null, cut with { MaxLength = 1 }, "MaxLength", "2 special tokens", "found 1");
        Refuses<TokenizerException>("a", "b", cut with { MaxLength = 2 }, "MaxLength", "3 special tokens", "found 2");
        Refuses<TokenizerException>("a", null, cut with { MaxLength = -1 }, "MaxLength", "found -1");
        Refuses<TokenizerException>("a", null, cut with { MaxLength = 5, Stride = 4 }, "Stride", "at most the 3", "found 4");
        Refuses<TokenizerException>("a", null, cut with { Stride = -1 }, "Stride", "found -1");
        Refuses<TokenizerException>("a", null, new EncodeOptions { Truncation = (TruncationStrategy)9 }, "Truncation", "found 9");
    }

    // Longer than what is normalised at once, with words, marks and unknown tokens at every place of a stretch.
    [TestCase(TokenSide.Right)]
    [TestCase(TokenSide.Left)]
    public void A_long_text_keeps_what_the_whole_has_there(TokenSide side)
    {
        string first = string.Concat(Enumerable.Range(0, 9000).Select(i => i % 7 == 0 ? "\u0301 ?" : i % 11 == 0 ? " abc " : " j"));
        string second = first[..^3] + " a b c d e f g h";
        foreach (int limit in (int[])[4, 7, 8, 100, 12000, 30000])
        {
            var options = new EncodeOptions
            {
                MaxLength = limit,
                Truncation = TruncationStrategy.LongestFirst,
                TruncationSide = side,
            };
            foreach ((string text, string? pair) in ((string, string?)[])
                [(first, null), (first, second), (second, first), ("a b", second), (second, "a b"), (first, first)])
            {
                Encoding whole = tokenizer.Encode(text, pair);
                Encoding found = tokenizer.Encode(text, pair, options);
                int inFirst = whole.SequenceIds.Count(id => id == 0);
                int inSecond = whole.SequenceIds.Count(id => id == 1);
                int room = limit - whole.Length + inFirst + inSecond;
                (TokenRanges one, TokenRanges two) = new Truncation(TruncationStrategy.LongestFirst, room, 0, side, false)
                    .Apply(inFirst, pair is null ? null : inSecond);
                int[] kept =
                [
                    0, .. Enumerable.Range(1 + one.Kept.Start, one.Kept.Length), 1 + inFirst,
                    .. Enumerable.Range(2 + inFirst + two.Kept.Start, two.Kept.Length), .. pair is null ? (int[])[] : [whole.Length - 1],
                ];
                Assert.That(found.Ids.AsSpan().SequenceEqual([.. kept.Select(i => whole.Ids[i])]));
                Assert.That(found.Offsets.AsSpan().SequenceEqual([.. kept.Select(i => whole.Offsets[i])]));
                Assert.That(found.WordIds.AsSpan().SequenceEqual([.. kept.Select(i => whole.WordIds[i])]));
                Assert.That(found.IsTruncated, Is.EqualTo(whole.Length > limit));
            }
        }
    }

    [Test]
    public void Only_what_was_cut_is_truncated()
    {
        var options = new EncodeOptions
        {
            MaxLength = 5,
            Truncation = TruncationStrategy.LongestFirst,
            Padding = PaddingStrategy.MaxLength,
        };
        Assert.That(tokenizer.Encode("a b c", null, options).IsTruncated, Is.False);
        Assert.That(tokenizer.Encode("a", null, options).IsTruncated, Is.False);
        Assert.That(tokenizer.Encode("a b c d", null, options).IsTruncated, Is.True);
        Assert.That(tokenizer.Encode("a", "b", options).IsTruncated, Is.False);
        Assert.That(tokenizer.Encode("a", "b c", options).IsTruncated, Is.True);
        Assert.That(tokenizer.Encode("a b c d", null, options with { MaxLength = 2 }).IsTruncated, Is.True);
    }

    [Test]
    public void A_long_text_costs_what_is_kept_of_it()
    {
        var options = new EncodeOptions { MaxLength = 8, Truncation = TruncationStrategy.LongestFirst };
        string text = string.Concat(Enumerable.Repeat("a b ", 100_000));
        Assert.That(ManagedHeap.BytesOf(() => tokenizer.Encode(text, null, options), 1), Is.LessThan(4096));
        Assert.That(ManagedHeap.BytesOf(() => tokenizer.Encode(text, "a", options), 1), Is.LessThan(4096));
    }

    [Test]
    public void A_batch_throws_the_error_itself()
    {
        var options = new EncodeOptions { MaxLength = 4, Truncation = TruncationStrategy.OnlySecond };
        string[] texts = [.. Enumerable.Repeat("a b c d", 40)];
        Assert.That(() => tokenizer.EncodeBatch(texts, null, options), Throws.InstanceOf<TruncationException>());
        Assert.That(() => tokenizer.EncodeBatch(texts, ["a"]), Throws.InstanceOf<TokenizerException>());
    }

    private void Refuses<T>(string text, string? pair, EncodeOptions options, params string[] words)
        where T : TokenizerException
    {
        T error = Assert.Throws<T>(() => tokenizer.Encode(text, pair, options))!;
        Assert.Multiple(() =>
        {
            foreach (string word in words)
            {
                Assert.That(error.Message, Does.Contain(word));
            }
        });
    }
}
