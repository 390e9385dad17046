using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using SqueezeBert.Gpu.Configuration;

namespace SqueezeBert.Gpu.Runtime.Tests.Configuration;

/// <summary>
/// Configurations that are malformed or cannot run. Each gives the typed error, naming the key, or loads; never another
/// exception or an allocation that nothing explains.
/// </summary>
public sealed class BadConfigurationTests
{
    /// <summary>A parse of a small file and an exception with its stack; 65536 labels, the most there may be, take 20 MB.</summary>
    private const long MostAllocated = 512 << 10;

    private const string SqueezeBert = """
        {"model_type":"squeezebert","architectures":["SqueezeBertForTokenClassification"],"vocab_size":99,"hidden_size":32,
        "embedding_size":32,"num_hidden_layers":2,"num_attention_heads":4,"intermediate_size":64,"hidden_act":"gelu",
        "hidden_dropout_prob":0.1,"attention_probs_dropout_prob":0.1,"max_position_embeddings":40,"type_vocab_size":2,
        "initializer_range":0.02,"layer_norm_eps":1e-12,"pad_token_id":0,"q_groups":4,"k_groups":4,"v_groups":4,
        "post_attention_groups":1,"intermediate_groups":4,"output_groups":4,"tie_word_embeddings":true,"num_labels":2,
        "id2label":{"0":"O","1":"B"},"label2id":{"O":0,"B":1},"problem_type":null,"torch_dtype":"float32","dtype":"float32",
        "transformers_version":"4.50.0"}
        """;

    private const string Bert = """
        {"model_type":"bert","architectures":["BertModel"],"vocab_size":99,"hidden_size":32,"num_hidden_layers":2,
        "num_attention_heads":4,"intermediate_size":64,"hidden_act":"gelu","position_embedding_type":"absolute",
        "use_cache":true,"classifier_dropout":null,"is_decoder":false,"add_cross_attention":false,"is_encoder_decoder":false,
        "pruned_heads":{},"quantization_config":null}
        """;

    private static readonly string[] OtherTypes = ["null", "true", "\"text\"", "[]", "[1]", "{}", "{\"a\":1}", "1.5", "3000000000"];

    private static readonly string[] BadSizes = ["0", "-1", "16777217", "2147483647", "2147483648", "-2147483649", "1e3", "4.0", "99999999999999999999"];

    private static readonly string[] BadNumbers = ["-1", "-1e-30", "1e400", "-1e400", "1e39"];

    private int refused;
    private int loaded;

    [SetUp]
    public void Open()
    {
        refused = 0;
        loaded = 0;
        Try(SqueezeBert);
        Try(Bert);
        Assert.That(loaded, Is.EqualTo(2), "the configurations that the others are made from");
    }

    [TearDown]
    public void Close() => TestContext.Out.WriteLine($"{refused} refused, {loaded} loaded");

    [TestCase(SqueezeBert, TestName = "every key with every wrong type, squeezebert")]
    [TestCase(Bert, TestName = "every key with every wrong type, bert")]
    public void EveryKey_WithEveryWrongType_IsRefusedByName(string good)
    {
        foreach ((string key, JsonNode? value) in JsonNode.Parse(good)!.AsObject())
        {
            foreach (string other in OtherTypes)
            {
                if (!IsAllowed(key, value, other))
                {
                    Assert.That(Refuse(With(good, key, other)).Message, Does.Contain(key).And.Contain("expected"), $"{key} {other}");
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
                Assert.That(Refuse(With(SqueezeBert, key, value)).Key, Is.EqualTo(key), value);
            }
        }

        foreach (string key in (string[])["layer_norm_eps", "initializer_range", "hidden_dropout_prob", "attention_probs_dropout_prob"])
        {
            foreach (string value in BadNumbers)
            {
                Assert.That(Refuse(With(SqueezeBert, key, value)).Key, Is.EqualTo(key), value);
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
        Assert.That(Refuse(With(SqueezeBert, key, value)).Message, Does.Contain(message));
    }

    [TestCase("is_decoder", "true", "only encoders")]
    [TestCase("add_cross_attention", "true", "only encoders")]
    [TestCase("is_encoder_decoder", "true", "only encoders")]
    [TestCase("position_embedding_type", "\"relative_key\"", "'relative_key', expected 'absolute'")]
    [TestCase("pruned_heads", "{\"0\":[1]}", "pruned heads")]
    [TestCase("classifier_dropout", "2", "0 to 1")]
    [TestCase("architectures", "[\"BertLMHeadModel\"]", "'BertLMHeadModel', expected one of BertModel")]
    public void BertThatCannotRun_IsRefused(string key, string value, string message) =>
        Assert.That(Refuse(With(Bert, key, value)).Message, Does.Contain(message));

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("65537")]
    [TestCase("2147483647")]
    public void NumberOfLabels_OutOfRange_IsRefused(string count) =>
        Assert.That(Refuse($$"""{"model_type":"bert","num_labels":{{count}}}""").Key, Is.EqualTo("num_labels"));

    [Test]
    public void AbsurdSizesTogether_AreRefused()
    {
        Refuse("""{"model_type":"bert","hidden_size":16777216,"num_attention_heads":1,"intermediate_size":16777216,"vocab_size":16777216}""");
        Refuse("""{"model_type":"bert","hidden_size":12288,"num_attention_heads":96,"intermediate_size":49152,"num_hidden_layers":4096}""");
        Try("""{"model_type":"bert","hidden_size":12288,"num_attention_heads":96,"intermediate_size":12288,"num_hidden_layers":48}""");
        Assert.That(loaded, Is.EqualTo(3));
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
    public void TextThatIsNoConfiguration_IsRefused(string text) => Refuse(text);

    [Test]
    public void DeepNesting_IsRefused() =>
        Refuse("{\"model_type\":\"bert\",\"x\":" + new string('[', 100_000) + new string(']', 100_000) + "}");

    [TestCase(SqueezeBert, TestName = "every byte changed and every truncation, squeezebert")]
    [TestCase(Bert, TestName = "every byte changed and every truncation, bert")]
    public void EveryByteChanged_AndEveryTruncation_IsRefusedOrHarmless(string good)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(good);
        for (int position = 0; position < bytes.Length; position++)
        {
            foreach (byte value in "\"\\{}[]:,-.09aeE\0 \n\t/"u8.ToArray().Append((byte)0xFF).Append((byte)0xC3).Append((byte)(bytes[position] ^ 1)))
            {
                byte[] changed = (byte[])bytes.Clone();
                changed[position] = value;
                Try(changed);
            }

            Try(bytes[..position]);
        }

        Assert.That(refused, Is.GreaterThan(bytes.Length));
    }

    [Test]
    public void RandomValuesForRandomKeys_AreRefusedOrHarmless()
    {
        string[] keys = [.. JsonNode.Parse(SqueezeBert)!.AsObject().Select(key => key.Key)];
        Gen.Select(Gen.OneOfConst(keys), Gen.OneOfConst([.. OtherTypes, .. BadSizes, .. BadNumbers, "1", "2", "8", "32", "64", "96"]))
            .Array[1, 5].Sample(changes =>
            {
                string json = SqueezeBert;
                foreach ((string key, string value) in changes)
                {
                    json = With(json, key, value);
                }

                Try(json);
            }, iter: 3000, threads: 1);
    }

    [Test]
    public void FilesOutOfReach_GiveTheTypedError()
    {
        string folder = Directory.CreateTempSubdirectory("squeezebert-").FullName;
        try
        {
            Assert.That(() => ModelConfiguration.Load(folder), Throws.TypeOf<ConfigurationException>().With.Message.Contains("does not exist"));
            Assert.That(() => ModelConfiguration.Load(Path.Combine(folder, "no")), Throws.TypeOf<ConfigurationException>());
            Assert.That(
                () => ModelConfiguration.SqueezeBertDefaults.Save(Path.Combine(folder, "no")), Throws.TypeOf<ConfigurationException>());
            Assert.That(
                () => (ModelConfiguration.SqueezeBertDefaults with { HeadCount = 5 }).Save(folder), Throws.TypeOf<ConfigurationException>());
            Directory.CreateDirectory(Path.Combine(folder, ModelConfiguration.FileName));
            Assert.That(() => ModelConfiguration.Load(folder), Throws.TypeOf<ConfigurationException>().With.Message.Contains("directory"));
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

    private static string With(string json, string key, string value)
    {
        // Spliced in as text, since a node cannot hold numbers such as 1e400.
        var entries = new List<string>();
        foreach ((string name, string raw) in RawEntries(json))
        {
            if (name != key)
            {
                entries.Add($"\"{name}\":{raw}");
            }
        }

        entries.Add($"\"{key}\":{value}");
        return "{" + string.Join(',', entries) + "}";
    }

    private static IEnumerable<(string Name, string Raw)> RawEntries(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(entry => (entry.Name, entry.Value.GetRawText()))];
    }

    private ConfigurationException Refuse(string json)
    {
        refused++;
        return Assert.Throws<ConfigurationException>(() => ModelConfiguration.Parse(Encoding.UTF8.GetBytes(json)))!;
    }

    private void Try(string json) => Try(Encoding.UTF8.GetBytes(json));

    private void Try(byte[] json)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            ModelConfiguration.Parse(json);
            loaded++;
        }
        catch (ConfigurationException)
        {
            refused++;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MostAllocated)
        {
            Assert.Fail($"{allocated} bytes were allocated for {Encoding.UTF8.GetString(json)}");
        }
    }
}
