using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>
/// A head: what turns the trunk's result into logits. The masked-LM head transforms and normalises before it projects;
/// the others project at once.
/// </summary>
/// <param name="Transform">dense + activation before the projection; null where there is none.</param>
/// <param name="TransformNorm">The norm after it.</param>
/// <param name="TransformActivation">Its activation, by its Hugging Face name.</param>
/// <param name="Projection">The last dense layer.</param>
/// <param name="ReadsPooler">Whether the head reads the pooled first token or every token.</param>
internal sealed record HeadWeights(
    ProjectionWeights? Transform,
    NormWeights? TransformNorm,
    string? TransformActivation,
    ProjectionWeights Projection,
    bool ReadsPooler)
{
    /// <summary>The canonical name of the word embeddings, to which the masked-LM decoder is usually tied.</summary>
    public const string WordEmbeddings = "embeddings.word_embeddings.weight";

    private const string Decoder = "cls.predictions.decoder";
    private const string DecoderBias = "cls.predictions.bias";

    private bool IsTied => Projection.WeightName == WordEmbeddings;

    /// <summary>The head of a class; null for the bare trunk.</summary>
    public static HeadWeights? For(ModelConfiguration c, ModelClass modelClass) => modelClass switch
    {
        ModelClass.Trunk => null,
        ModelClass.MaskedLanguageModel => MaskedLanguageModel(c),
        ModelClass.SequenceClassification => Classifier(c.HiddenSize, c.LabelCount, readsPooler: true),
        ModelClass.MultipleChoice => Classifier(c.HiddenSize, 1, readsPooler: true),
        ModelClass.TokenClassification => Classifier(c.HiddenSize, c.LabelCount, readsPooler: false),
        ModelClass.QuestionAnswering => new(null, null, null, new("qa_outputs", c.HiddenSize, 2), ReadsPooler: false),
        _ => throw new ArgumentOutOfRangeException(nameof(modelClass), modelClass, "not a class of this enumeration"),
    };

    /// <summary>
    /// The weights of the masked-LM decoder that a checkpoint may hold once more under a second name, with the name that counts.
    /// Source: Hugging Face <c>modeling_squeezebert.py</c>, <c>_tied_weights_keys</c>.
    /// </summary>
    public static IEnumerable<(string Copy, string Original)> Tied(ModelConfiguration c) =>
    [
        ($"{Decoder}.bias", DecoderBias),
        .. c.TieWordEmbeddings ? [($"{Decoder}.weight", WordEmbeddings)] : Array.Empty<(string, string)>(),
    ];

    /// <summary>What the checkpoint must hold for it.</summary>
    public IEnumerable<ExpectedTensor> Expected() =>
    [
        .. Transform?.Expected() ?? [],
        .. TransformNorm?.Expected() ?? [],
        .. Projection.Expected(),

        // A tied decoder may have been saved all the same; the word embeddings are what counts.
        .. IsTied ? (ExpectedTensor[])[ExpectedTensor.Optional($"{Decoder}.weight", [Projection.Outputs, Projection.Inputs])] : [],
    ];

    /// <summary>The logits of what the head reads.</summary>
    public Value Apply(GraphBuilder graph, Value x)
    {
        if (Transform is not null)
        {
            x = graph.Activation($"{Transform.Name}.activation", Transform.Apply(graph, x), TransformActivation!);
            x = TransformNorm!.Apply(graph, x);
        }

        return Projection.Apply(graph, x);
    }

    private static HeadWeights Classifier(int hidden, int labels, bool readsPooler) =>
        new(null, null, null, new("classifier", hidden, labels), readsPooler);

    private static HeadWeights MaskedLanguageModel(ModelConfiguration c) => new(
        new("cls.predictions.transform.dense", c.HiddenSize, c.HiddenSize),
        new("cls.predictions.transform.LayerNorm", c.HiddenSize, c.LayerNormEpsilon),
        c.HiddenActivation,
        new(Decoder, c.HiddenSize, c.VocabularySize)
        {
            WeightName = c.TieWordEmbeddings ? WordEmbeddings : $"{Decoder}.weight",
            IsWeightShared = c.TieWordEmbeddings,
            BiasName = DecoderBias,
            BiasAlias = $"{Decoder}.bias",
        },
        ReadsPooler: false);
}
