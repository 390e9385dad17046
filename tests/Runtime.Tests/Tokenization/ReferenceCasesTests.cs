using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>Every case of the reference tokenizer, from vocab.txt and from tokenizer.json.</summary>
[TestFixture]
public sealed class ReferenceCasesTests
{
    private const int CaseCount = 341;

    // The Rust library lowers one character at a time, so a capital sigma never becomes a final one; and it looks at
    // characters where JavaScript looks at UTF-16 units, so U+20000 and U+20001 are Chinese and stand apart.
    private static readonly Dictionary<string, string> WhereJavaScriptDiffers = new()
    {
        ["ΣΊΣΥΦΟΣ Σίσυφος"] = "[CLS] σ ##ι ##σ ##υ ##φ ##ο ##σ σ ##ι ##σ ##υ ##φ ##ος [SEP]",
        ["㐀㐁 𠀀𠀁 豈"] = "[CLS] [UNK] [UNK] [UNK] [UNK] [UNK] [SEP]",
    };

    [Test]
    public void The_file_holds_every_case() => Assert.That(TokenizerFixture.Cases, Has.Count.EqualTo(CaseCount));

    [Test]
    public void Every_case_is_reproduced([Values] bool json)
    {
        BertTokenizer tokenizer = json ? TokenizerFixture.FromJson : TokenizerFixture.FromVocabulary;
        int compared = 0;
        Assert.Multiple(() =>
        {
            foreach (TokenizerCase expected in TokenizerFixture.Cases)
            {
                if (WhereJavaScriptDiffers.ContainsKey(expected.Text))
                {
                    continue;
                }

                compared++;
                Encoding found = tokenizer.Encode(expected.Text, expected.Pair);
                Assert.That(found.Tokens.ToArray(), Is.EqualTo(expected.Tokens), expected.Text);
                Assert.That(found.Ids.ToArray(), Is.EqualTo(expected.Ids), expected.Text);
                Assert.That(found.TypeIds.ToArray(), Is.EqualTo(expected.TypeIds), expected.Text);
                Assert.That(found.AttentionMask, Is.All.EqualTo(1), expected.Text);
            }
        });
        Assert.That(compared, Is.EqualTo(CaseCount - WhereJavaScriptDiffers.Count));
    }

    [Test]
    public void Where_JavaScript_differs_the_Rust_rules_hold([Values] bool json)
    {
        BertTokenizer tokenizer = json ? TokenizerFixture.FromJson : TokenizerFixture.FromVocabulary;
        foreach ((string text, string tokens) in WhereJavaScriptDiffers)
        {
            Assert.That(TokenizerFixture.Cases.Count(c => c.Text == text), Is.EqualTo(1), text);
            Assert.That(string.Join(' ', tokenizer.Encode(text).Tokens), Is.EqualTo(tokens));
        }
    }

    [Test]
    public void Every_case_keeps_the_span_rules([Values] bool json)
    {
        BertTokenizer tokenizer = json ? TokenizerFixture.FromJson : TokenizerFixture.FromVocabulary;
        Assert.Multiple(() =>
        {
            foreach (TokenizerCase expected in TokenizerFixture.Cases)
            {
                SpanRules.Check(tokenizer, expected.Text, expected.Pair);
            }
        });
    }

    [Test]
    public void A_batch_gives_what_its_texts_give_alone()
    {
        string[] texts = [.. TokenizerFixture.Cases.Select(c => c.Text)];
        string?[] pairs = [.. TokenizerFixture.Cases.Select(c => c.Pair)];
        BertTokenizer tokenizer = TokenizerFixture.FromVocabulary;
        IEnumerable<int[]> alone = texts.Zip(pairs, (text, pair) => tokenizer.Encode(text, pair).Ids.ToArray());
        Assert.That(tokenizer.EncodeBatch(texts, pairs).Select(e => e.Ids.ToArray()), Is.EqualTo(alone));
    }
}
