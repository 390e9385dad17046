using System.Text.Json;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Configuration;

/// <summary>Turns the JSON of a <c>config.json</c> into a checked configuration.</summary>
internal static class ConfigurationParser
{
    /// <param name="utf8Json">The JSON.</param>
    /// <param name="location">What to call it in messages.</param>
    /// <param name="unknownClass">The class of an architecture that is unknown; null refuses it.</param>
    /// <exception cref="ConfigurationException">The text is malformed, or its model cannot run.</exception>
    public static ModelConfiguration Parse(byte[] utf8Json, string location, ModelClass? unknownClass = null)
    {
        try
        {
            using JsonDocument json = StrictJson.Parse(utf8Json);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ConfigurationException(location, "expected a JSON object");
            }

            ModelConfiguration configuration = Read(new ConfigurationKeys(json.RootElement, location), unknownClass);
            configuration.Validate(location);
            return configuration;
        }
        catch (JsonException error)
        {
            throw new ConfigurationException(location, $"the text is not valid JSON: {error.Message}", error);
        }
    }

    private static ModelConfiguration Read(ConfigurationKeys keys, ModelClass? unknownClass)
    {
        string? architecture = ReadArchitecture(keys);
        ModelType type = ReadType(keys, architecture);
        RefuseWhatCannotRun(keys, type);
        ModelConfiguration configuration = ReadCommon(keys, type) with
        {
            ModelType = type,
            ModelClass = ReadClass(keys, type, architecture, unknownClass),
            NamesNoClass = architecture is null,
        };
        return type == ModelType.SqueezeBert ? WithGroups(keys, configuration) : WithBertKeys(keys, configuration);
    }

    private static ModelConfiguration ReadCommon(ConfigurationKeys keys, ModelType type)
    {
        ModelConfiguration defaults =
            type == ModelType.SqueezeBert ? ModelConfiguration.SqueezeBertDefaults : ModelConfiguration.BertDefaults;
        LabelReader labels = LabelReader.Read(keys);
        string? oldType = keys.NullableText("torch_dtype");
        return defaults with
        {
            VocabularySize = keys.Int32("vocab_size", defaults.VocabularySize),
            HiddenSize = keys.Int32("hidden_size", defaults.HiddenSize),
            LayerCount = keys.Int32("num_hidden_layers", defaults.LayerCount),
            HeadCount = keys.Int32("num_attention_heads", defaults.HeadCount),
            IntermediateSize = keys.Int32("intermediate_size", defaults.IntermediateSize),
            HiddenActivation = keys.Text("hidden_act", defaults.HiddenActivation),
            MaximumPositions = keys.Int32("max_position_embeddings", defaults.MaximumPositions),
            TokenTypeCount = keys.Int32("type_vocab_size", defaults.TokenTypeCount),
            LayerNormEpsilon = keys.Number("layer_norm_eps", defaults.LayerNormEpsilon),
            PaddingTokenId = keys.NullableInt32("pad_token_id", defaults.PaddingTokenId),
            HiddenDropout = keys.Number("hidden_dropout_prob", defaults.HiddenDropout),
            AttentionDropout = keys.Number("attention_probs_dropout_prob", defaults.AttentionDropout),
            InitializerRange = keys.Number("initializer_range", defaults.InitializerRange),
            TieWordEmbeddings = keys.Boolean("tie_word_embeddings", defaults.TieWordEmbeddings),
            Labels = labels.Labels,
            LabelIds = labels.Ids,
            ProblemType = keys.NullableText("problem_type"),
            WeightType = keys.NullableText("dtype") ?? oldType,
            TransformersVersion = keys.NullableText("transformers_version"),
        };
    }

    private static ModelConfiguration WithGroups(ConfigurationKeys keys, ModelConfiguration configuration) => configuration with
    {
        EmbeddingSize = keys.Int32("embedding_size", configuration.EmbeddingSize),
        QueryGroups = keys.Int32("q_groups", configuration.QueryGroups),
        KeyGroups = keys.Int32("k_groups", configuration.KeyGroups),
        ValueGroups = keys.Int32("v_groups", configuration.ValueGroups),
        PostAttentionGroups = keys.Int32("post_attention_groups", configuration.PostAttentionGroups),
        IntermediateGroups = keys.Int32("intermediate_groups", configuration.IntermediateGroups),
        OutputGroups = keys.Int32("output_groups", configuration.OutputGroups),
    };

    private static ModelConfiguration WithBertKeys(ConfigurationKeys keys, ModelConfiguration configuration) => configuration with
    {
        EmbeddingSize = configuration.HiddenSize,
        UseCache = keys.Boolean("use_cache", configuration.UseCache),
        ClassifierDropout = keys.NullableNumber("classifier_dropout"),
    };

    private static string? ReadArchitecture(ConfigurationKeys keys)
    {
        const string Key = "architectures";
        if (keys.FindNonNull(Key) is not { } names)
        {
            return null;
        }

        if (names.ValueKind != JsonValueKind.Array)
        {
            throw keys.Wrong(Key, names, "an array of strings");
        }

        string? first = null;
        foreach (JsonElement name in names.EnumerateArray())
        {
            string text = keys.AsText(Key, name);
            first ??= text;
        }

        return first;
    }

    private static ModelType ReadType(ConfigurationKeys keys, string? architecture)
    {
        const string Key = "model_type";
        if (keys.FindNonNull(Key) is { } value)
        {
            return ArchitectureNames.FindType(keys.AsText(Key, value))
                ?? throw keys.Wrong(Key, value, $"one of {ArchitectureNames.KnownTypes}");
        }

        ModelType? type = architecture is null ? null : ArchitectureNames.FindTypeOfArchitecture(architecture);
        return type ?? throw new ConfigurationException(
            keys.Location, Key, $"is missing, expected one of {ArchitectureNames.KnownTypes}");
    }

    private static ModelClass ReadClass(
        ConfigurationKeys keys, ModelType type, string? architecture, ModelClass? unknownClass)
    {
        if (architecture is null)
        {
            return ModelClass.Trunk;
        }

        return ArchitectureNames.FindClass(type, architecture) ?? unknownClass ?? throw new ConfigurationException(
            keys.Location, "architectures",
            $"starts with {MessageText.Quote(architecture)}, expected one of {ArchitectureNames.KnownClasses(type)}");
    }

    /// <summary>Refuses the keys that would change what is computed in a way that this library does not compute.</summary>
    private static void RefuseWhatCannotRun(ConfigurationKeys keys, ModelType type)
    {
        if (keys.FindNonNull("quantization_config") is { } quantization)
        {
            throw keys.Wrong("quantization_config", quantization, "none: quantised checkpoints are not read");
        }

        if (type != ModelType.Bert)
        {
            return;
        }

        foreach (string key in (ReadOnlySpan<string>)["is_decoder", "add_cross_attention", "is_encoder_decoder"])
        {
            if (keys.Boolean(key, absent: false))
            {
                throw new ConfigurationException(keys.Location, key, "is true, expected false: only encoders are run");
            }
        }

        string positions = keys.Text("position_embedding_type", "absolute");
        if (positions != "absolute")
        {
            throw new ConfigurationException(
                keys.Location, "position_embedding_type", $"is {MessageText.Quote(positions)}, expected 'absolute'");
        }

        if (keys.FindNonNull("pruned_heads") is { } pruned
            && (pruned.ValueKind != JsonValueKind.Object || pruned.EnumerateObject().MoveNext()))
        {
            throw keys.Wrong("pruned_heads", pruned, "an empty object: pruned heads are not run");
        }
    }
}
