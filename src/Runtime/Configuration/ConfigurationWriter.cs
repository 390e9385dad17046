using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SqueezeBert.Gpu.Configuration;

/// <summary>Writes a configuration as Hugging Face does (<c>configuration_utils.py</c>): keys in order, two spaces.</summary>
internal static class ConfigurationWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] ToJson(ModelConfiguration configuration)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach ((_, Action<Utf8JsonWriter> write) in
                Keys(configuration).OrderBy(key => key.Name, StringComparer.Ordinal))
            {
                write(json);
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static IEnumerable<(string Name, Action<Utf8JsonWriter> Write)> Keys(ModelConfiguration configuration)
    {
        yield return Integer("vocab_size", configuration.VocabularySize);
        yield return Integer("hidden_size", configuration.HiddenSize);
        yield return Integer("num_hidden_layers", configuration.LayerCount);
        yield return Integer("num_attention_heads", configuration.HeadCount);
        yield return Integer("intermediate_size", configuration.IntermediateSize);
        yield return Integer("max_position_embeddings", configuration.MaximumPositions);
        yield return Integer("type_vocab_size", configuration.TokenTypeCount);
        yield return Number("layer_norm_eps", configuration.LayerNormEpsilon);
        yield return Number("hidden_dropout_prob", configuration.HiddenDropout);
        yield return Number("attention_probs_dropout_prob", configuration.AttentionDropout);
        yield return Number("initializer_range", configuration.InitializerRange);
        yield return Text("hidden_act", configuration.HiddenActivation);
        yield return Text("model_type", ArchitectureNames.Of(configuration.ModelType));
        yield return Boolean("tie_word_embeddings", configuration.TieWordEmbeddings);
        yield return ("pad_token_id", configuration.PaddingTokenId is { } padding
            ? json => json.WriteNumber("pad_token_id", padding)
            : json => json.WriteNull("pad_token_id"));
        yield return ("architectures", json =>
        {
            json.WriteStartArray("architectures");
            json.WriteStringValue(ArchitectureNames.Of(configuration.ModelType, configuration.ModelClass));
            json.WriteEndArray();
        }
        );
        foreach ((string, Action<Utf8JsonWriter>) key in configuration.ModelType == ModelType.SqueezeBert
            ? GroupKeys(configuration)
            : BertKeys(configuration))
        {
            yield return key;
        }

        yield return ("id2label", json => WriteLabels(json, configuration));
        yield return ("label2id", json => WriteLabelIds(json, configuration));
        foreach ((string Name, string? Text) key in OptionalTexts(configuration))
        {
            if (key.Text is { } text)
            {
                yield return Text(key.Name, text);
            }
        }
    }

    private static IEnumerable<(string Name, Action<Utf8JsonWriter> Write)> GroupKeys(ModelConfiguration configuration) =>
    [
        Integer("embedding_size", configuration.EmbeddingSize),
        Integer("q_groups", configuration.QueryGroups),
        Integer("k_groups", configuration.KeyGroups),
        Integer("v_groups", configuration.ValueGroups),
        Integer("post_attention_groups", configuration.PostAttentionGroups),
        Integer("intermediate_groups", configuration.IntermediateGroups),
        Integer("output_groups", configuration.OutputGroups),
    ];

    private static IEnumerable<(string Name, Action<Utf8JsonWriter> Write)> BertKeys(ModelConfiguration configuration) =>
    [
        Text("position_embedding_type", "absolute"),
        Boolean("use_cache", configuration.UseCache),
        ("classifier_dropout", configuration.ClassifierDropout is { } dropout
            ? json => json.WriteNumber("classifier_dropout", dropout)
            : json => json.WriteNull("classifier_dropout")),
    ];

    private static IEnumerable<(string Name, string? Text)> OptionalTexts(ModelConfiguration configuration) =>
    [
        ("problem_type", configuration.ProblemType),
        ("torch_dtype", configuration.WeightType),
        ("transformers_version", configuration.TransformersVersion),
    ];

    private static void WriteLabels(Utf8JsonWriter json, ModelConfiguration configuration)
    {
        json.WriteStartObject("id2label");
        for (int id = 0; id < configuration.Labels.Length; id++)
        {
            json.WriteString(id.ToString(CultureInfo.InvariantCulture), configuration.Labels[id]);
        }

        json.WriteEndObject();
    }

    private static void WriteLabelIds(Utf8JsonWriter json, ModelConfiguration configuration)
    {
        json.WriteStartObject("label2id");
        foreach ((string label, int id) in configuration.LabelIds)
        {
            json.WriteNumber(label, id);
        }

        json.WriteEndObject();
    }

    private static (string Name, Action<Utf8JsonWriter> Write) Integer(string name, int value) =>
        (name, json => json.WriteNumber(name, value));

    private static (string Name, Action<Utf8JsonWriter> Write) Number(string name, double value) =>
        (name, json => json.WriteNumber(name, value));

    private static (string Name, Action<Utf8JsonWriter> Write) Boolean(string name, bool value) =>
        (name, json => json.WriteBoolean(name, value));

    private static (string Name, Action<Utf8JsonWriter> Write) Text(string name, string value) =>
        (name, json => json.WriteString(name, value));
}
