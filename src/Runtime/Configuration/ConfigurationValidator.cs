using System.Globalization;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Configuration;

/// <summary>Checks that a configuration describes a model that can run; names the key, the value and the constraint.</summary>
internal sealed class ConfigurationValidator(ModelConfiguration configuration, string location)
{
    /// <summary>Far beyond any model of this kind, and small enough that no product of two leaves a long.</summary>
    private const int LargestSize = 1 << 24;

    private const int MostLayers = 1 << 12;

    /// <summary>Numbers in all weights together: 256 GiB of singles.</summary>
    private const long MostWeights = 1L << 36;

    private static readonly string[] ProblemTypes =
        ["regression", "single_label_classification", "multi_label_classification"];

    /// <exception cref="ConfigurationException">The first constraint that is broken.</exception>
    public void Validate()
    {
        RequireDefined();
        RequireSizes();
        RequireHeads();
        if (configuration.ModelType == ModelType.SqueezeBert)
        {
            RequireEmbeddingSize();
        }

        RequireGroups();
        RequireNumbers();
        RequireTexts();
        RequireLabels();
        RequireMemory();
    }

    private void RequireDefined()
    {
        Require(Enum.IsDefined(configuration.ModelType), "model_type", $"is {configuration.ModelType}, which is no type");
        Require(Enum.IsDefined(configuration.ModelClass), "architectures", $"is {configuration.ModelClass}, which is no class");
    }

    private void RequireSizes()
    {
        RequireRange("vocab_size", configuration.VocabularySize, LargestSize);
        RequireRange("hidden_size", configuration.HiddenSize, LargestSize);
        RequireRange("num_hidden_layers", configuration.LayerCount, MostLayers);
        RequireRange("num_attention_heads", configuration.HeadCount, LargestSize);
        RequireRange("intermediate_size", configuration.IntermediateSize, LargestSize);
        RequireRange("max_position_embeddings", configuration.MaximumPositions, LargestSize);
        RequireRange("type_vocab_size", configuration.TokenTypeCount, LargestSize);
        if (configuration.PaddingTokenId is { } padding)
        {
            Require(
                padding >= 0 && padding < configuration.VocabularySize, "pad_token_id",
                $"is {padding}, expected 0 to {configuration.VocabularySize - 1}, below vocab_size");
        }
    }

    private void RequireHeads() =>
        Require(
            configuration.HiddenSize % configuration.HeadCount == 0, "num_attention_heads",
            $"is {configuration.HeadCount}, expected a divisor of hidden_size {configuration.HiddenSize}");

    private void RequireEmbeddingSize() =>
        Require(
            configuration.EmbeddingSize == configuration.HiddenSize, "embedding_size",
            $"is {configuration.EmbeddingSize}, expected hidden_size {configuration.HiddenSize}: no layer lies between them");

    private void RequireGroups()
    {
        int hidden = configuration.HiddenSize;
        int intermediate = configuration.IntermediateSize;
        RequireDivisor("q_groups", configuration.QueryGroups, hidden, hidden);
        RequireDivisor("k_groups", configuration.KeyGroups, hidden, hidden);
        RequireDivisor("v_groups", configuration.ValueGroups, hidden, hidden);
        RequireDivisor("post_attention_groups", configuration.PostAttentionGroups, hidden, hidden);
        RequireDivisor("intermediate_groups", configuration.IntermediateGroups, hidden, intermediate);
        RequireDivisor("output_groups", configuration.OutputGroups, intermediate, hidden);
    }

    private void RequireDivisor(string key, int groups, int channelsIn, int channelsOut)
    {
        RequireRange(key, groups, LargestSize);
        Require(
            configuration.ModelType != ModelType.Bert || groups == 1, key, $"is {groups}, expected 1: dense BERT has no groups");
        string channels = channelsIn == channelsOut ? $"{channelsIn} channels" : $"both {channelsIn} and {channelsOut} channels";
        Require(
            channelsIn % groups == 0 && channelsOut % groups == 0, key,
            $"is {groups}, expected a divisor of {channels} (hidden_size {configuration.HiddenSize}, " +
            $"intermediate_size {configuration.IntermediateSize})");
    }

    private void RequireNumbers()
    {
        Require(
            configuration.LayerNormEpsilon is >= 0 and <= float.MaxValue, "layer_norm_eps",
            $"is {Text(configuration.LayerNormEpsilon)}, expected a finite number, not negative");
        RequireProbability("hidden_dropout_prob", configuration.HiddenDropout);
        RequireProbability("attention_probs_dropout_prob", configuration.AttentionDropout);
        RequireProbability("classifier_dropout", configuration.ClassifierDropout ?? 0);
        Require(
            configuration.InitializerRange is >= 0 and <= float.MaxValue, "initializer_range",
            $"is {Text(configuration.InitializerRange)}, expected a finite number, not negative");
    }

    private void RequireTexts()
    {
        Require(
            ModelConfiguration.KnownActivations.Contains(configuration.HiddenActivation), "hidden_act",
            $"is {MessageText.Quote(configuration.HiddenActivation)}, expected one of " +
            string.Join(", ", ModelConfiguration.KnownActivations.Order(StringComparer.Ordinal)));
        Require(
            configuration.ProblemType is null || ProblemTypes.Contains(configuration.ProblemType), "problem_type",
            $"is {MessageText.Quote(configuration.ProblemType)}, expected one of {string.Join(", ", ProblemTypes)}");
    }

    private void RequireLabels()
    {
        int count = configuration.Labels.IsDefault ? 0 : configuration.Labels.Length;
        Require(
            count is >= 1 and <= LabelReader.MostLabels, "id2label",
            $"has {count} labels, expected 1 to {LabelReader.MostLabels}");
        foreach ((string label, int id) in configuration.LabelIds)
        {
            Require(id >= 0 && id < count, "label2id", $"{MessageText.Quote(label)} is {id}, expected 0 to {count - 1}");
        }
    }

    private void RequireMemory()
    {
        long hidden = configuration.HiddenSize;
        long rows = (long)configuration.VocabularySize + configuration.MaximumPositions + configuration.TokenTypeCount;
        long attention = (Share(configuration.QueryGroups) + Share(configuration.KeyGroups) + Share(configuration.ValueGroups)
            + Share(configuration.PostAttentionGroups)) * hidden;
        long feedForward = (hidden / configuration.IntermediateGroups * configuration.IntermediateSize)
            + (configuration.IntermediateSize / configuration.OutputGroups * hidden);
        // Every product is below 2^51 and every sum below 2^54; the layers are counted by dividing.
        long embeddings = rows * hidden;
        Require(
            embeddings <= MostWeights && attention + feedForward <= (MostWeights - embeddings) / configuration.LayerCount,
            "hidden_size",
            $"is {hidden}, which with num_hidden_layers {configuration.LayerCount}, intermediate_size " +
            $"{configuration.IntermediateSize} and vocab_size {configuration.VocabularySize} makes more than {MostWeights} " +
            "weights");

        long Share(int groups) => hidden / groups;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void RequireProbability(string key, double value) =>
        Require(value is >= 0 and <= 1, key, $"is {Text(value)}, expected 0 to 1");

    private void RequireRange(string key, int value, int largest) =>
        Require(value >= 1 && value <= largest, key, $"is {value}, expected 1 to {largest}");

    private void Require(bool condition, string key, string problem)
    {
        if (!condition)
        {
            throw new ConfigurationException(location, key, problem);
        }
    }
}
