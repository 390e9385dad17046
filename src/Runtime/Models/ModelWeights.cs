using System.Collections.Immutable;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>
/// Everything that a checkpoint holds for a model, under canonical names, and what of the arithmetic depends on the family:
/// SqueezeBERT (<c>modeling_squeezebert.py</c>) or dense BERT (<c>modeling_bert.py</c>).
/// </summary>
internal sealed record ModelWeights
{
    // SqueezeBERT's encoder norms ignore the configured epsilon (modeling_squeezebert.py, SqueezeBertLayerNorm's default).
    private const double SqueezeBertEncoderEpsilon = 1e-12;

    /// <summary>The names of the checkpoint's family.</summary>
    public required CheckpointNaming Naming { get; init; }

    /// <summary>Word embeddings.</summary>
    public required TableWeights Words { get; init; }

    /// <summary>Position embeddings.</summary>
    public required TableWeights Positions { get; init; }

    /// <summary>Token-type embeddings.</summary>
    public required TableWeights TokenTypes { get; init; }

    /// <summary>The norm of the embeddings' sum.</summary>
    public required NormWeights EmbeddingNorm { get; init; }

    /// <summary>The encoder.</summary>
    public required ImmutableArray<EncoderLayerWeights> Layers { get; init; }

    /// <summary>The pooler; null for the dense classes that have none.</summary>
    public required ProjectionWeights? Pooler { get; init; }

    /// <summary>The head that ends in logits; null for the bare trunk.</summary>
    public required HeadWeights? Head { get; init; }

    /// <summary>What the family reports as attentions.</summary>
    public required ScoresKind ReportedScores { get; init; }

    /// <summary>The weights of a configuration.</summary>
    /// <param name="configuration">A validated configuration.</param>
    /// <param name="modelClass">The class to run, which may differ from the one that was saved.</param>
    public static ModelWeights For(ModelConfiguration configuration, ModelClass modelClass) =>
        configuration.ModelType == ModelType.SqueezeBert
            ? SqueezeBert(configuration, modelClass)
            : Bert(configuration, modelClass);

    /// <summary>What the checkpoint must hold.</summary>
    public IReadOnlyList<ExpectedTensor> Expected() =>
    [
        Words.Expected(), Positions.Expected(), TokenTypes.Expected(), .. EmbeddingNorm.Expected(),
        .. Layers.SelectMany(layer => layer.Expected()), .. Pooler?.Expected() ?? [], .. Head?.Expected() ?? [],
    ];

    private static ModelWeights SqueezeBert(ModelConfiguration c, ModelClass modelClass) => new()
    {
        Naming = CheckpointNaming.SqueezeBert,
        Words = WordTable(c),
        Positions = PositionTable(c),
        TokenTypes = TokenTypeTable(c),
        EmbeddingNorm = new("embeddings.LayerNorm", c.HiddenSize, c.LayerNormEpsilon),
        Layers = [.. Enumerable.Range(0, c.LayerCount).Select(i => SqueezeBertLayer(c, $"encoder.layers.{i}"))],
        Pooler = new("pooler.dense", c.HiddenSize, c.HiddenSize),
        Head = HeadWeights.For(c, modelClass),
        ReportedScores = ScoresKind.BeforeSoftmax,
    };

    private static EncoderLayerWeights SqueezeBertLayer(ModelConfiguration c, string layer)
    {
        int hidden = c.HiddenSize;
        ProjectionWeights Convolution(string name, int inputs, int outputs, int groups) =>
            new($"{layer}.{name}", inputs, outputs, groups, IsConvolution: true);

        return new(
            layer,
            Query: Convolution("attention.query", hidden, hidden, c.QueryGroups),
            Key: Convolution("attention.key", hidden, hidden, c.KeyGroups),
            Value: Convolution("attention.value", hidden, hidden, c.ValueGroups),
            PostAttention: Convolution("post_attention.conv1d", hidden, hidden, c.PostAttentionGroups),
            AttentionNorm: new($"{layer}.post_attention.layernorm", hidden, SqueezeBertEncoderEpsilon),
            Intermediate: Convolution("intermediate.conv1d", hidden, c.IntermediateSize, c.IntermediateGroups),
            Output: Convolution("output.conv1d", c.IntermediateSize, hidden, c.OutputGroups),
            OutputNorm: new($"{layer}.output.layernorm", hidden, SqueezeBertEncoderEpsilon));
    }

    private static ModelWeights Bert(ModelConfiguration c, ModelClass modelClass) => new()
    {
        Naming = CheckpointNaming.Bert,
        Words = WordTable(c),
        Positions = PositionTable(c),
        TokenTypes = TokenTypeTable(c),
        EmbeddingNorm = new("embeddings.LayerNorm", c.HiddenSize, c.LayerNormEpsilon),
        Layers = [.. Enumerable.Range(0, c.LayerCount).Select(i => BertLayer(c, $"encoder.layer.{i}"))],
        Pooler = modelClass is ModelClass.Trunk or ModelClass.SequenceClassification or ModelClass.MultipleChoice
            ? new("pooler.dense", c.HiddenSize, c.HiddenSize)
            : null,
        Head = HeadWeights.For(c, modelClass),
        ReportedScores = ScoresKind.Probabilities,
    };

    private static EncoderLayerWeights BertLayer(ModelConfiguration c, string layer)
    {
        int hidden = c.HiddenSize;
        return new(
            layer,
            Query: new($"{layer}.attention.self.query", hidden, hidden),
            Key: new($"{layer}.attention.self.key", hidden, hidden),
            Value: new($"{layer}.attention.self.value", hidden, hidden),
            PostAttention: new($"{layer}.attention.output.dense", hidden, hidden),
            AttentionNorm: new($"{layer}.attention.output.LayerNorm", hidden, c.LayerNormEpsilon),
            Intermediate: new($"{layer}.intermediate.dense", hidden, c.IntermediateSize),
            Output: new($"{layer}.output.dense", c.IntermediateSize, hidden),
            OutputNorm: new($"{layer}.output.LayerNorm", hidden, c.LayerNormEpsilon));
    }

    private static TableWeights WordTable(ModelConfiguration c) =>
        new(HeadWeights.WordEmbeddings, c.VocabularySize, c.HiddenSize);

    private static TableWeights PositionTable(ModelConfiguration c) =>
        new("embeddings.position_embeddings.weight", c.MaximumPositions, c.HiddenSize);

    private static TableWeights TokenTypeTable(ModelConfiguration c) =>
        new("embeddings.token_type_embeddings.weight", c.TokenTypeCount, c.HiddenSize);
}
