using System.Text;
using System.Text.Json.Nodes;
using SqueezeBert.Gpu.Tokenization;
using Encoding = System.Text.Encoding;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>Damaged files and those that ask for something else are refused by a typed error that names the place.</summary>
[TestFixture]
public sealed class HostileFileTests
{
    private static IEnumerable<TestCaseData> DamagedJson()
    {
        yield return Damage("no model", j => j.Remove("model"), "expected model");
        yield return Damage("other model", j => j["model"]!["type"] = "BPE", "model.type", "WordPiece", "BPE");
        yield return Damage("model null", j => j["model"] = null, "model", "null");
        yield return Damage(
            "untagged and no prefix",
            j => { Model(j).Remove("type"); Model(j).Remove("continuing_subword_prefix"); },
            "continuing_subword_prefix");
        yield return Damage("unknown model member", j => j["model"]!["dropout"] = 0.1, "model", "dropout");
        yield return Damage("vocabulary is a list", j => j["model"]!["vocab"] = new JsonArray(), "model.vocab", "an object");
        yield return Damage("id twice", j => j["model"]!["vocab"]!["b"] = 5, "model.vocab.b", "5", "a's");
        yield return Damage("id below 0", j => j["model"]!["vocab"]!["b"] = -1, "model.vocab.b", "-1");
        yield return Damage("id huge", j => j["model"]!["vocab"]!["b"] = 2_000_000_000, "model.vocab.b", "2000000000");
        yield return Damage("id fraction", j => j["model"]!["vocab"]!["b"] = 1.5, "model.vocab.b", "1.5");
        yield return Damage("id text", j => j["model"]!["vocab"]!["b"] = "6", "model.vocab.b", "whole number");
        yield return Damage("empty token", j => j["model"]!["vocab"]![""] = 99, "model.vocab");
        yield return Damage("no unknown token", j => Vocab(j).Remove("[UNK]"), "unk_token", "[UNK]");
        yield return Damage("word length 0", j => j["model"]!["max_input_chars_per_word"] = 0, "max_input_chars_per_word");
        yield return Damage(
            "other normaliser",
            j => j["normalizer"] = JsonNode.Parse("{\"type\":\"NFC\"}"),
            "normalizer.type", "BertNormalizer", "NFC");
        yield return Damage("normaliser null", j => j["normalizer"] = null, "normalizer", "BertNormalizer", "null");
        yield return Damage(
            "normaliser incomplete",
            j => j["normalizer"]!.AsObject().Remove("lowercase"),
            "normalizer", "lowercase");
        yield return Damage("normaliser member", j => j["normalizer"]!["nmt"] = true, "normalizer", "nmt");
        yield return Damage(
            "lowercase text",
            j => j["normalizer"]!["lowercase"] = "yes",
            "normalizer.lowercase", "true or false");
        yield return Damage(
            "other pre-tokeniser",
            j => j["pre_tokenizer"]!["type"] = "Whitespace",
            "pre_tokenizer.type", "Whitespace");
        yield return Damage("no pre-tokeniser", j => j.Remove("pre_tokenizer"), "pre_tokenizer");
        yield return Damage("other decoder", j => j["decoder"]!["type"] = "ByteLevel", "decoder.type", "ByteLevel");
        yield return Damage(
            "other processor",
            j => j["post_processor"]!["type"] = "RobertaProcessing",
            "post_processor.type", "RobertaProcessing");
        yield return Damage("processor id", j => j["post_processor"]!["sep"]![1] = 5, "post_processor.sep[1]", "[SEP]", "3");
        yield return Damage("processor token", j => j["post_processor"]!["cls"]![0] = "nope", "post_processor.cls[1]", "nope");
        yield return Damage("processor shape", j => j["post_processor"]!["cls"] = new JsonArray("[CLS]"), "post_processor.cls");
        yield return Damage(
            "template lacks B",
            j => j["post_processor"] = Template("[{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}]"),
            "post_processor.pair", "A and B");
        yield return Damage(
            "template names nothing",
            j => j["post_processor"] = Template("[{\"SpecialToken\":{\"id\":\"zz\",\"type_id\":0}}]"),
            "special_tokens", "zz");
        yield return Damage(
            "template sequence C",
            j => j["post_processor"] = Template("[{\"Sequence\":{\"id\":\"C\",\"type_id\":0}}]"),
            "A or B");
        yield return Damage("added token id", j => j["added_tokens"]![0]!["id"] = 9, "added_tokens[0]", "[PAD]", "9");
        yield return Damage(
            "added token new id",
            j => j["added_tokens"]!.AsArray().Add(JsonNode.Parse("{\"id\":40,\"content\":\"<x>\"}")),
            "added_tokens[2]", "25", "40");
        yield return Damage("added token empty", j => j["added_tokens"]![0]!["content"] = "", "added_tokens[0]", "empty");
        yield return Damage("added token member", j => j["added_tokens"]![0]!["regex"] = true, "added_tokens[0]", "regex");
        yield return Damage("unknown member", j => j["extra"] = 1, "extra");
        yield return Damage("version", j => j["version"] = "2.0", "version", "2.0");
    }

    [TestCaseSource(nameof(DamagedJson))]
    public void A_damaged_tokenizer_json_is_refused(string content, string[] words)
    {
        using var directory = new ModelDirectory();
        Refuses(directory.Write("tokenizer.json", content), ["tokenizer.json", .. words]);
    }

    [TestCase("", "JSON")]
    [TestCase("[1]", "an object")]
    [TestCase("{\"a\": 1", "JSON")]
    [TestCase("{\"version\": \"1.0\", \"version\": \"1.0\"}", "version")]
    [TestCase("{\"version\": \"\\ud800\"}", "Unicode")]
    [TestCase("{\"\\ud800\": 1}", "tokenizer.json")]
    public void Broken_JSON_is_refused(string content, string word)
    {
        using var directory = new ModelDirectory();
        Refuses(directory.Write("tokenizer.json", content), "tokenizer.json", word);
    }

    [Test]
    public void Bytes_that_are_not_UTF8_are_refused_in_every_file()
    {
        byte[] broken = [.. "{\"a\": \""u8, 0xFF, 0xFE, .. "\"}"u8];
        string[] names = ["tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];
        foreach (string name in names)
        {
            using var directory = new ModelDirectory();
            Refuses(directory.WriteVocabulary().Write(name, broken), name);
        }
    }

    [Test]
    public void Deep_JSON_is_refused()
    {
        using var directory = new ModelDirectory();
        Refuses(directory.Write("tokenizer.json", new string('[', 100_000)), "tokenizer.json");
    }

    [Test]
    public void Random_damage_never_escapes_the_typed_error()
    {
        byte[] whole = Encoding.UTF8.GetBytes(ModelDirectory.TinyJson().ToJsonString());
        var random = new Random(20240607);
        using var directory = new ModelDirectory();
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = whole[..random.Next(1, whole.Length + 1)];
            for (int k = random.Next(0, 3); k > 0; k--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            directory.Write("tokenizer.json", damaged);
            try
            {
                BertTokenizer.Load(directory.Path).Encode("a b [MASK]");
            }
            catch (TokenizerException)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(900));
    }

    [TestCase("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nb\na\n", "line 7", "a again", "line 5")]
    [TestCase("[PAD]\n\n[CLS]\n", "line 2", "empty line")]
    [TestCase("[PAD]\n[UNK]\n[CLS]\n", "separator token", "[SEP]")]
    [TestCase("[UNK]\n[CLS]\n[SEP]\n", "padding token", "[PAD]")]
    [TestCase("[PAD]\n[CLS]\n[SEP]\n", "unknown token", "[UNK]")]
    [TestCase("[PAD]\n[UNK]\n[SEP]\n", "class token", "[CLS]")]
    [TestCase("\uFEFF[PAD]\n[UNK]\n[CLS]\n[SEP]\n", "byte order mark")]
    [TestCase("", "[UNK]")]
    public void A_damaged_vocabulary_is_refused(string content, params string[] words)
    {
        using var directory = new ModelDirectory();
        Refuses(directory.Write("vocab.txt", new UTF8Encoding(false).GetBytes(content)), ["vocab.txt", .. words]);
    }

    [TestCase("{\"do_lower_case\": 1}", "do_lower_case", "true or false")]
    [TestCase("{\"model_max_length\": 0}", "model_max_length")]
    [TestCase("{\"model_max_length\": \"512\"}", "model_max_length")]
    [TestCase("{\"mask_token\": \"<nope>\"}", "mask_token", "<nope>")]
    [TestCase("{\"sep_token\": \"<nope>\"}", "<nope>")]
    [TestCase("{\"cls_token\": 5}", "cls_token", "5")]
    [TestCase("{\"cls_token\": null}", "class token")]
    [TestCase("{\"never_split\": [\"a\"]}", "never_split")]
    [TestCase("{\"tokenizer_class\": \"BertJapaneseTokenizer\"}", "tokenizer_class", "BertJapaneseTokenizer")]
    [TestCase("{\"padding_side\": \"top\"}", "padding_side", "left or right")]
    [TestCase("{\"added_tokens_decoder\": {\"x\": {\"content\": \"a\"}}}", "added_tokens_decoder", "x")]
    [TestCase("{\"added_tokens_decoder\": {\"9\": {\"content\": \"a\"}}}", "added_tokens_decoder.9", "5")]
    [TestCase("{\"wordpieces_prefix\": \"@@\"}", "wordpieces_prefix")]
    public void A_configuration_that_cannot_be_is_refused(string config, params string[] words)
    {
        using var directory = new ModelDirectory();
        Refuses(directory.WriteVocabulary().Write("tokenizer_config.json", config), words);
    }

    [Test]
    public void Missing_files_are_named()
    {
        using var directory = new ModelDirectory();
        Refuses(directory, directory.Path, "tokenizer.json", "vocab.txt");
        Assert.That(
            () => BertTokenizer.Load(Path.Combine(directory.Path, "absent")),
            Throws.InstanceOf<TokenizerException>().With.Message.Contains("absent"));
    }

    [Test]
    public void A_file_over_the_limit_is_refused()
    {
        using var directory = new ModelDirectory();
        using (FileStream file = File.Create(Path.Combine(directory.Path, "vocab.txt")))
        {
            file.SetLength(TokenizerFile.VocabularyLimit + 1L);
        }

        Refuses(directory, "vocab.txt", "at most");
    }

    [TestCase("tokenizer.json")]
    [TestCase("vocab.txt")]
    [TestCase("tokenizer_config.json")]
    [Platform("Linux")]
    [CancelAfter(20_000)]
    public async Task A_pipe_is_refused_and_not_waited_for(string name, CancellationToken cancellationToken)
    {
        using var directory = new ModelDirectory();
        if (name == "tokenizer_config.json")
        {
            directory.WriteVocabulary();
        }

        NamedPipe.Create(Path.Combine(directory.Path, name));
        await Task.Run(() => Refuses(directory, name), cancellationToken).WaitAsync(cancellationToken);
    }

    private static TestCaseData Damage(string name, Action<JsonObject> change, params string[] words)
    {
        JsonObject json = ModelDirectory.TinyJson();
        change(json);
        return new TestCaseData(json.ToJsonString(), words).SetArgDisplayNames(name);
    }

    private static JsonObject Model(JsonObject json) => json["model"]!.AsObject();

    private static JsonObject Vocab(JsonObject json) => json["model"]!["vocab"]!.AsObject();

    private static JsonNode Template(string pair) => JsonNode.Parse(
        $$"""
        {
          "type": "TemplateProcessing", "special_tokens": {},
          "single": [{"Sequence": {"id": "A", "type_id": 0} }],
          "pair": {{pair}}
        }
        """)!;

    private static void Refuses(ModelDirectory directory, params string[] words)
    {
        TokenizerException error = Assert.Throws<TokenizerException>(() => BertTokenizer.Load(directory.Path))!;
        Assert.Multiple(() =>
        {
            foreach (string word in words)
            {
                Assert.That(error.Message, Does.Contain(word));
            }
        });
    }
}
