using System.Text.Json.Nodes;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>What each file says, and which of them wins.</summary>
[TestFixture]
public sealed class ConfigurationTests
{
    [TestCase("{\"do_lower_case\": false}", "B", "[CLS] [UNK] [SEP]")]
    [TestCase("{\"do_lower_case\": false}", "b\u0301", "[CLS] [UNK] [SEP]")]
    [TestCase("{\"do_lower_case\": false, \"strip_accents\": true}", "b\u0301", "[CLS] b [SEP]")]
    [TestCase("{\"strip_accents\": false}", "B\u0301", "[CLS] [UNK] [SEP]")]
    [TestCase("{\"strip_accents\": null}", "B\u0301", "[CLS] b [SEP]")]
    [TestCase("{\"tokenize_chinese_chars\": false}", "a\u4E2Db", "[CLS] [UNK] [SEP]")]
    [TestCase("{\"tokenize_chinese_chars\": true}", "a\u4E2Db", "[CLS] a [UNK] b [SEP]")]
    [TestCase("{\"chat_template\": \"{{ x }}\", \"processor_class\": \"P\"}", "ab", "[CLS] a ##b [SEP]")]
    public void The_configuration_comes_before_both_forms(string config, string text, string expected)
    {
        using var vocabulary = new ModelDirectory();
        vocabulary.WriteVocabulary().Write("tokenizer_config.json", config);
        Assert.That(TinyVocabulary.Shown(BertTokenizer.Load(vocabulary.Path).Encode(text)), Is.EqualTo(expected));
        using var json = new ModelDirectory();
        json.Write("tokenizer.json", ModelDirectory.TinyJson().ToJsonString()).Write("tokenizer_config.json", config);
        Assert.That(TinyVocabulary.Shown(BertTokenizer.Load(json.Path).Encode(text)), Is.EqualTo(expected));
    }

    [Test]
    public void Where_the_configuration_is_silent_tokenizer_json_decides()
    {
        JsonObject json = ModelDirectory.TinyJson();
        json["normalizer"]!["lowercase"] = false;
        using var directory = new ModelDirectory();
        directory.Write("tokenizer.json", json.ToJsonString()).Write("tokenizer_config.json", "{}");
        Assert.That(TinyVocabulary.Shown(BertTokenizer.Load(directory.Path).Encode("B b")), Is.EqualTo("[CLS] [UNK] b [SEP]"));
    }

    [Test]
    public void Tokenizer_json_wins_over_vocab_txt()
    {
        using var directory = new ModelDirectory();
        directory.WriteVocabulary().Write("tokenizer.json", ModelDirectory.TinyJson().ToJsonString());
        Encoding encoding = BertTokenizer.Load(directory.Path).Encode("a [MASK]");
        Assert.That(encoding.Tokens, Is.EqualTo(["[CLS]", "a", " [MASK]", "[SEP]"]), "only tokenizer.json says lstrip");
    }

    [TestCase("512", 512)]
    [TestCase("512.0", 512)]
    [TestCase("1000000000000000019884624838656", null)]
    [TestCase("1e30", null)]
    [TestCase("null", null)]
    public void A_length_too_great_to_matter_is_no_length(string written, int? expected)
    {
        using var directory = new ModelDirectory();
        directory.WriteVocabulary().Write("tokenizer_config.json", $"{{\"model_max_length\": {written}}}");
        Assert.That(BertTokenizer.Load(directory.Path).ModelMaxLength, Is.EqualTo(expected));
    }

    [Test]
    public void Special_tokens_may_be_objects_and_have_other_names()
    {
        string[] tokens = [.. TinyVocabulary.Tokens.Select(t => t.Trim('[', ']') is var name && name != t ? $"<{name}>" : t)];
        using var directory = new ModelDirectory();
        directory.Write("vocab.txt", string.Join("\r\n", tokens)).Write(
            "tokenizer_config.json",
            """
            {"unk_token": "<UNK>", "sep_token": {"content": "<SEP>", "lstrip": false, "rstrip": false, "normalized": false,
             "single_word": false, "__type": "AddedToken"}, "pad_token": "<PAD>", "cls_token": "<CLS>",
             "mask_token": {"content": "<MASK>", "lstrip": true, "normalized": false}, "padding_side": "left"}
            """);
        BertTokenizer tokenizer = BertTokenizer.Load(directory.Path);
        var options = new EncodeOptions { Padding = PaddingStrategy.MaxLength, MaxLength = 6 };
        Encoding encoding = tokenizer.Encode("a <MASK> x", null, options);
        Assert.That(encoding.Tokens, Is.EqualTo(["<PAD>", "<CLS>", "a", " <MASK>", "<UNK>", "<SEP>"]));
        Assert.That(tokenizer.MaskTokenId, Is.EqualTo(4));
    }

    [Test]
    public void Added_tokens_come_from_the_old_files_and_follow_the_vocabulary()
    {
        using var directory = new ModelDirectory();
        directory.WriteVocabulary()
            .Write("added_tokens.json", "{\"<b>\": 26, \"<A>\": 25}")
            .Write(
                "special_tokens_map.json",
                """
                {"additional_special_tokens": ["<b>", "<s>"], "mask_token": {"content": "[MASK]", "lstrip": true}}
                """);
        BertTokenizer tokenizer = BertTokenizer.Load(directory.Path);
        Encoding encoding = tokenizer.Encode("<a><b> [MASK]<s>");
        Assert.That(encoding.Ids, Is.EqualTo([2, 25, 26, 4, 27, 3]), "<A> is not special, so it is found in lower case");
        Assert.That(tokenizer.Decode([25, 26, 27], skipSpecialTokens: true), Is.EqualTo("<A>"));
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(28));
    }

    [Test]
    public void The_decoder_of_the_configuration_replaces_flags_and_hides_the_old_files()
    {
        using var directory = new ModelDirectory();
        directory.Write("tokenizer.json", ModelDirectory.TinyJson().ToJsonString())
            .Write("tokenizer_config.json", """
                {"added_tokens_decoder": {"4": {"content": "[MASK]", "lstrip": false, "normalized": false, "rstrip": true,
                 "single_word": false, "special": true}, "25": {"content": "[X]", "special": true}}}
                """)
            .Write("added_tokens.json", "{\"hidden\": 7}");
        Encoding encoding = BertTokenizer.Load(directory.Path).Encode("a [MASK] [X]");
        Assert.That(encoding.Tokens, Is.EqualTo(["[CLS]", "a", "[MASK] ", "[X]", "[SEP]"]));
        Assert.That(encoding.Ids, Is.EqualTo([2, 5, 4, 25, 3]));
    }

    [Test]
    public void Only_what_is_basic_is_left_out_without_basic_tokenizing()
    {
        using var directory = new ModelDirectory();
        directory.WriteVocabulary().Write("tokenizer_config.json", "{\"do_basic_tokenize\": false, \"do_lower_case\": true}");
        Encoding encoding = BertTokenizer.Load(directory.Path).Encode("B b\u4E2D");
        Assert.That(TinyVocabulary.Shown(encoding), Is.EqualTo("[CLS] [UNK] [UNK] [SEP]"));
    }

    [Test]
    public void Both_post_processors_and_none_are_read()
    {
        Assert.That(Pair(json => { }), Is.EqualTo("[CLS] a [SEP] b [SEP] | 0 0 0 1 1"));
        Assert.That(Pair(json => json["post_processor"] = null), Is.EqualTo("a b | 0 1"));
        Assert.That(
            Pair(json => json["post_processor"] = JsonNode.Parse("""
                {"type": "TemplateProcessing",
                 "single": [{"Sequence": {"id": "A", "type_id": 0}}],
                 "pair": [{"Sequence": {"id": "B", "type_id": 3}}, {"SpecialToken": {"id": "two", "type_id": 2}},
                          {"Sequence": {"id": "A", "type_id": 1}}],
                 "special_tokens": {"two": {"id": "two", "ids": [3, 2], "tokens": ["[SEP]", "[CLS]"]}}}
                """)),
            Is.EqualTo("b [SEP] [CLS] a | 3 2 2 1"));

        static string Pair(Action<JsonObject> change)
        {
            JsonObject json = ModelDirectory.TinyJson();
            change(json);
            using var directory = new ModelDirectory();
            directory.Write("tokenizer.json", json.ToJsonString());
            Encoding encoding = BertTokenizer.Load(directory.Path).Encode("a", "b");
            return $"{TinyVocabulary.Shown(encoding)} | {string.Join(' ', encoding.TypeIds)}";
        }
    }

    [Test]
    public void Stored_truncation_and_padding_set_the_sides_only()
    {
        JsonObject json = ModelDirectory.TinyJson();
        json["truncation"] = JsonNode.Parse("""
            {"direction": "Left", "max_length": 3, "strategy": "LongestFirst", "stride": 0}
            """);
        json["padding"] = JsonNode.Parse("""
            {"strategy": {"Fixed": 9}, "direction": "Left", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 1,
             "pad_token": "[PAD]"}
            """);
        using var directory = new ModelDirectory();
        directory.Write("tokenizer.json", json.ToJsonString());
        BertTokenizer tokenizer = BertTokenizer.Load(directory.Path);
        Assert.That(TinyVocabulary.Shown(tokenizer.Encode("a b c")), Is.EqualTo("[CLS] a b c [SEP]"));
        var options = new EncodeOptions
        {
            MaxLength = 4,
            Truncation = TruncationStrategy.LongestFirst,
            Padding = PaddingStrategy.MaxLength,
        };
        Assert.That(TinyVocabulary.Shown(tokenizer.Encode("a b c", null, options)), Is.EqualTo("[CLS] b c [SEP]"));
        Encoding padded = tokenizer.Encode("a", null, options);
        Assert.That(TinyVocabulary.Shown(padded), Is.EqualTo("[PAD] [CLS] a [SEP]"));
        Assert.That(padded.TypeIds[0], Is.EqualTo(1));
    }
}
