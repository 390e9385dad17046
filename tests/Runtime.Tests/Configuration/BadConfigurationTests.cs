using System.Text.Json.Nodes;
using SqueezeBert.Gpu.Configuration;
using static SqueezeBert.Gpu.Runtime.Tests.Configuration.HostileConfigurations;

namespace SqueezeBert.Gpu.Runtime.Tests.Configuration;

/// <summary>Configurations that are malformed or cannot run; each is refused by the name of its key.</summary>
public sealed class BadConfigurationTests
{
    private HostileConfigurations cases = null!;

    [SetUp]
    public void Open() => cases = new HostileConfigurations();

    [TearDown]
    public void Close() => cases.Dispose();

    [TestCase(GoodSqueezeBert, TestName = "every key with every wrong type, squeezebert")]
    [TestCase(GoodBert, TestName = "every key with every wrong type, bert")]
    public void EveryKey_WithEveryWrongType_IsRefusedByName(string good)
    {
        foreach ((string key, JsonNode? value) in JsonNode.Parse(good)!.AsObject())
        {
            foreach (string other in OtherTypes)
            {
                if (!IsAllowed(key, value, other))
                {
                    Assert.That(cases.Refuse(With(good, key, other)).Message, Does.Contain(key).And.Contain("expected"),
                        $"{key} {other}");
                }
            }
        }
    }

    [Test]
    public void EverySize_OutOfRange_IsRefusedByName()
    {
        string[] sizes =
        [
            "vocab_size", "hidden_size", "embedding_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
            "max_position_embeddings", "type_vocab_size", "q_groups", "k_groups", "v_groups", "post_attention_groups",
            "intermediate_groups", "output_groups",
        ];
        foreach (string key in sizes)
        {
            foreach (string value in BadSizes)
            {
                Assert.That(cases.Refuse(With(GoodSqueezeBert, key, value)).Key, Is.EqualTo(key), value);
            }
        }

        foreach (string key in (string[])["layer_norm_eps", "initializer_range", "hidden_dropout_prob",
            "attention_probs_dropout_prob"])
        {
            foreach (string value in BadNumbers)
            {
                Assert.That(cases.Refuse(With(GoodSqueezeBert, key, value)).Key, Is.EqualTo(key), value);
            }
        }
    }

    [TestCase("num_attention_heads", "5", "divisor of hidden_size 32")]
    [TestCase("embedding_size", "16", "expected hidden_size 32")]
    [TestCase("q_groups", "3", "divisor of 32 channels")]
    [TestCase("k_groups", "5", "divisor of 32 channels")]
    [TestCase("v_groups", "64", "divisor of 32 channels")]
    [TestCase("post_attention_groups", "7", "divisor of 32 channels")]
    [TestCase("intermediate_groups", "64", "both 32 and 64 channels")]
    [TestCase("output_groups", "64", "both 64 and 32 channels")]
    [TestCase("output_groups", "0", "expected 1 to")]
    [TestCase("hidden_act", "\"gelu_\"", "expected one of gelu, gelu_10")]
    [TestCase("hidden_act", "\"hardswish\"", "expected one of")]
    [TestCase("hidden_act", "\"prelu\"", "expected one of")]
    [TestCase("hidden_act", "\"GELU\"", "expected one of")]
    [TestCase("pad_token_id", "99", "expected 0 to 98")]
    [TestCase("pad_token_id", "-1", "expected 0 to 98")]
    [TestCase("problem_type", "\"other\"", "expected one of regression")]
    [TestCase("model_type", "\"roberta\"", "expected one of squeezebert, bert")]
    [TestCase("model_type", "\"bert\"", "expected one of BertModel")]
    [TestCase("architectures", "[\"SqueezeBertForCausalLM\"]", "'SqueezeBertForCausalLM', expected one of SqueezeBertModel")]
    [TestCase("architectures", "[\"BertModel\"]", "'BertModel', expected one of SqueezeBertModel")]
    [TestCase("id2label", "{}", "0 labels")]
    [TestCase("id2label", "{\"0\":\"a\",\"2\":\"b\"}", "'2', expected each of 0 to 1")]
    [TestCase("id2label", "{\"0\":\"a\",\"00\":\"b\"}", "'00', expected each of 0 to 1")]
    [TestCase("id2label", "{\"0\":\"a\",\"-1\":\"b\"}", "'-1', expected each of 0 to 1")]
    [TestCase("id2label", "{\"0\":\"a\",\"x\":\"b\"}", "'x', expected each of 0 to 1")]
    [TestCase("id2label", "{\"0\":1}", "expected a string")]
    [TestCase("label2id", "{\"O\":2}", "expected 0 to 1")]
    [TestCase("label2id", "{\"O\":-1}", "expected 0 to 1")]
    [TestCase("label2id", "{\"O\":\"0\"}", "whole number")]
    [TestCase("quantization_config", "{\"bits\":4}", "quantised")]
    public void SqueezeBertThatCannotRun_IsRefused(string key, string value, string message)
    {
        Assert.That(cases.Refuse(With(GoodSqueezeBert, key, value)).Message, Does.Contain(message));
    }

    [TestCase("is_decoder", "true", "only encoders")]
    [TestCase("add_cross_attention", "true", "only encoders")]
    [TestCase("is_encoder_decoder", "true", "only encoders")]
    [TestCase("position_embedding_type", "\"relative_key\"", "'relative_key', expected 'absolute'")]
    [TestCase("pruned_heads", "{\"0\":[1]}", "pruned heads")]
    [TestCase("classifier_dropout", "2", "0 to 1")]
    [TestCase("architectures", "[\"BertLMHeadModel\"]", "'BertLMHeadModel', expected one of BertModel")]
    public void BertThatCannotRun_IsRefused(string key, string value, string message) =>
        Assert.That(cases.Refuse(With(GoodBert, key, value)).Message, Does.Contain(message));

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("65537")]
    [TestCase("2147483647")]
    public void NumberOfLabels_OutOfRange_IsRefused(string count) =>
        Assert.That(cases.Refuse($$"""{"model_type":"bert","num_labels":{{count}}}""").Key, Is.EqualTo("num_labels"));

    [Test]
    public void AbsurdSizesTogether_AreRefused()
    {
        const string Heads = "\"model_type\":\"bert\",\"num_attention_heads\":1";
        cases.Refuse($$"""{{{Heads}},"hidden_size":16777216,"intermediate_size":16777216,"vocab_size":16777216}""");
        cases.Refuse($$"""{{{Heads}},"hidden_size":12288,"intermediate_size":49152,"num_hidden_layers":4096}""");
        cases.Try($$"""{{{Heads}},"hidden_size":12288,"intermediate_size":12288,"num_hidden_layers":48}""");
        Assert.That(cases.Loaded, Is.EqualTo(1));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{")]
    [TestCase("{\"model_type\":\"bert\"}}")]
    [TestCase("{\"model_type\":\"bert\",}")]
    [TestCase("{\"model_type\":\"bert\",\"model_type\":\"bert\"}")]
    [TestCase("{\"model_type\":\"bert\",\"layer_norm_eps\":NaN}")]
    [TestCase("{\"model_type\":\"bert\",\"layer_norm_eps\":Infinity}")]
    [TestCase("{\"model_type\":\"bert\",\"unknown\":\"\\ud800\"}")]
    [TestCase("{\"model_type\":\"bert\",\"\\ud800\":1}")]
    [TestCase("{\"model_type\":\"bert\",\"id2label\":{\"0\":\"\\udc00\"}}")]
    [TestCase("\ufeff{\"model_type\":\"bert\"}")]
    public void TextThatIsNoConfiguration_IsRefused(string text) => cases.Refuse(text);

    [Test]
    public void DeepNesting_IsRefused() =>
        cases.Refuse("{\"model_type\":\"bert\",\"x\":" + new string('[', 100_000) + new string(']', 100_000) + "}");

    [Test]
    public void FilesOutOfReach_GiveTheTypedError()
    {
        string folder = Directory.CreateTempSubdirectory("squeezebert-").FullName;
        try
        {
            Assert.That(() => ModelConfiguration.Load(folder),
                Throws.TypeOf<ConfigurationException>().With.Message.Contains("does not exist"));
            Assert.That(() => ModelConfiguration.Load(Path.Combine(folder, "no")), Throws.TypeOf<ConfigurationException>());
            Assert.That(
                () => ModelConfiguration.SqueezeBertDefaults.Save(Path.Combine(folder, "no")),
                Throws.TypeOf<ConfigurationException>());
            Assert.That(
                () => (ModelConfiguration.SqueezeBertDefaults with { HeadCount = 5 }).Save(folder),
                Throws.TypeOf<ConfigurationException>());
            Directory.CreateDirectory(Path.Combine(folder, ModelConfiguration.FileName));
            Assert.That(() => ModelConfiguration.Load(folder),
                Throws.TypeOf<ConfigurationException>().With.Message.Contains("directory"));
            Assert.That(() => ModelConfiguration.SqueezeBertDefaults.Save(folder), Throws.TypeOf<ConfigurationException>());
            Assert.That(Directory.GetFileSystemEntries(folder), Has.Length.EqualTo(1));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether a value that is of another type than the good one is a value of the key nevertheless.</summary>
    private static bool IsAllowed(string key, JsonNode? good, string value) => (key, value) switch
    {
        ("use_cache" or "tie_word_embeddings" or "is_decoder" or "add_cross_attention" or "is_encoder_decoder", "true") => true,
        ("pad_token_id" or "architectures" or "torch_dtype" or "dtype" or "transformers_version" or "problem_type" or "id2label"
            or "label2id" or "classifier_dropout" or "pruned_heads" or "quantization_config", "null") => true,
        ("layer_norm_eps" or "initializer_range", "1.5" or "3000000000") => true,
        ("label2id", "{\"a\":1}") => true,
        ("architectures", "[]") or ("label2id" or "pruned_heads", "{}") => true,
        ("model_type", "null") => true,
        ("torch_dtype" or "dtype" or "transformers_version", "\"text\"") => true,
        _ => good is not null && value == good.ToJsonString(),
    };
}
