using System.Text;
using System.Text.Json;
using SqueezeBert.Gpu.Configuration;

namespace SqueezeBert.Gpu.Runtime.Tests.Configuration;

/// <summary>
/// Parses configurations that may be bad. Each gives the typed error or loads; never another exception, and never an
/// allocation that nothing explains.
/// </summary>
internal sealed class HostileConfigurations : IDisposable
{
    /// <summary>
    /// A parse of a small file and an exception with its stack; 65536 labels, the most there may be, take 20 MB.
    /// </summary>
    private const long MostAllocated = 512 << 10;

    public const string GoodSqueezeBert = """
        {"model_type":"squeezebert","architectures":["SqueezeBertForTokenClassification"],"vocab_size":99,"hidden_size":32,
        "embedding_size":32,"num_hidden_layers":2,"num_attention_heads":4,"intermediate_size":64,"hidden_act":"gelu",
        "hidden_dropout_prob":0.1,"attention_probs_dropout_prob":0.1,"max_position_embeddings":40,"type_vocab_size":2,
        "initializer_range":0.02,"layer_norm_eps":1e-12,"pad_token_id":0,"q_groups":4,"k_groups":4,"v_groups":4,
        "post_attention_groups":1,"intermediate_groups":4,"output_groups":4,"tie_word_embeddings":true,"num_labels":2,
        "id2label":{"0":"O","1":"B"},"label2id":{"O":0,"B":1},"problem_type":null,"torch_dtype":"float32","dtype":"float32",
        "transformers_version":"4.50.0"}
        """;

    public const string GoodBert = """
        {"model_type":"bert","architectures":["BertModel"],"vocab_size":99,"hidden_size":32,"num_hidden_layers":2,
        "num_attention_heads":4,"intermediate_size":64,"hidden_act":"gelu","position_embedding_type":"absolute",
        "use_cache":true,"classifier_dropout":null,"is_decoder":false,"add_cross_attention":false,"is_encoder_decoder":false,
        "pruned_heads":{},"quantization_config":null}
        """;

    public static readonly string[] OtherTypes = ["null", "true", "\"text\"", "[]", "[1]", "{}", "{\"a\":1}", "1.5",
        "3000000000"];

    public static readonly string[] BadSizes = ["0", "-1", "16777217", "2147483647", "2147483648", "-2147483649", "1e3", "4.0",
        "99999999999999999999"];

    public static readonly string[] BadNumbers = ["-1", "-1e-30", "1e400", "-1e400", "1e39"];

    public int Refused { get; private set; }

    public int Loaded { get; private set; }

    public static string With(string json, string key, string value)
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

    public void Dispose() => TestContext.Out.WriteLine($"{Refused} refused, {Loaded} loaded");

    private static IEnumerable<(string Name, string Raw)> RawEntries(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(entry => (entry.Name, entry.Value.GetRawText()))];
    }

    public ConfigurationException Refuse(string json)
    {
        Refused++;
        return Assert.Throws<ConfigurationException>(() => ModelConfiguration.Parse(Encoding.UTF8.GetBytes(json)))!;
    }

    public void Try(string json) => Try(Encoding.UTF8.GetBytes(json));

    public void Try(byte[] json)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            ModelConfiguration.Parse(json);
            Loaded++;
        }
        catch (ConfigurationException)
        {
            Refused++;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MostAllocated)
        {
            Assert.Fail($"{allocated} bytes were allocated for {Encoding.UTF8.GetString(json)}");
        }
    }
}
