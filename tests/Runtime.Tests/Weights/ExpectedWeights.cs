using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>The weights of each class as Hugging Face's modules declare them, for binding the fixtures.</summary>
internal static class ExpectedWeights
{
    public static IEnumerable<ExpectedTensor> Of(ModelConfiguration c)
    {
        long hidden = c.HiddenSize;
        bool dense = c.ModelType == ModelType.Bert;
        IEnumerable<ExpectedTensor> all =
        [
            ExpectedTensor.Required("embeddings.word_embeddings.weight", [c.VocabularySize, hidden]),
            ExpectedTensor.Required("embeddings.position_embeddings.weight", [c.MaximumPositions, hidden]),
            ExpectedTensor.Required("embeddings.token_type_embeddings.weight", [c.TokenTypeCount, hidden]),
            .. Norm("embeddings.LayerNorm", hidden),
            .. Enumerable.Range(0, c.LayerCount).SelectMany(layer => dense
                ? BertLayer($"encoder.layer.{layer}.", c)
                : SqueezeBertLayer($"encoder.layers.{layer}.", c)),
        ];
        bool pooled = !dense
            || c.ModelClass is ModelClass.Trunk or ModelClass.SequenceClassification or ModelClass.MultipleChoice;
        return all.Concat(pooled ? Dense("pooler.dense", hidden, hidden) : []).Concat(Head(c));
    }

    private static IEnumerable<ExpectedTensor> Head(ModelConfiguration c) => c.ModelClass switch
    {
        ModelClass.Trunk => [],
        ModelClass.MaskedLanguageModel =>
        [
            .. Dense("cls.predictions.transform.dense", c.HiddenSize, c.HiddenSize),
            .. Norm("cls.predictions.transform.LayerNorm", c.HiddenSize),
            ExpectedTensor.Required("cls.predictions.bias", [c.VocabularySize], "cls.predictions.decoder.bias"),
            c.TieWordEmbeddings
                ? ExpectedTensor.Optional("cls.predictions.decoder.weight", [c.VocabularySize, c.HiddenSize])
                : ExpectedTensor.Required("cls.predictions.decoder.weight", [c.VocabularySize, c.HiddenSize]),
        ],
        ModelClass.MultipleChoice => Dense("classifier", 1, c.HiddenSize),
        ModelClass.QuestionAnswering => Dense("qa_outputs", 2, c.HiddenSize),
        _ => Dense("classifier", c.LabelCount, c.HiddenSize),
    };

    private static IEnumerable<ExpectedTensor> SqueezeBertLayer(string at, ModelConfiguration c) =>
    [
        .. Convolution($"{at}attention.query", c.HiddenSize, c.HiddenSize, c.QueryGroups),
        .. Convolution($"{at}attention.key", c.HiddenSize, c.HiddenSize, c.KeyGroups),
        .. Convolution($"{at}attention.value", c.HiddenSize, c.HiddenSize, c.ValueGroups),
        .. Convolution($"{at}post_attention.conv1d", c.HiddenSize, c.HiddenSize, c.PostAttentionGroups),
        .. Norm($"{at}post_attention.layernorm", c.HiddenSize),
        .. Convolution($"{at}intermediate.conv1d", c.IntermediateSize, c.HiddenSize, c.IntermediateGroups),
        .. Convolution($"{at}output.conv1d", c.HiddenSize, c.IntermediateSize, c.OutputGroups),
        .. Norm($"{at}output.layernorm", c.HiddenSize),
    ];

    private static IEnumerable<ExpectedTensor> BertLayer(string at, ModelConfiguration c) =>
    [
        .. Dense($"{at}attention.self.query", c.HiddenSize, c.HiddenSize),
        .. Dense($"{at}attention.self.key", c.HiddenSize, c.HiddenSize),
        .. Dense($"{at}attention.self.value", c.HiddenSize, c.HiddenSize),
        .. Dense($"{at}attention.output.dense", c.HiddenSize, c.HiddenSize),
        .. Norm($"{at}attention.output.LayerNorm", c.HiddenSize),
        .. Dense($"{at}intermediate.dense", c.IntermediateSize, c.HiddenSize),
        .. Dense($"{at}output.dense", c.HiddenSize, c.IntermediateSize),
        .. Norm($"{at}output.LayerNorm", c.HiddenSize),
    ];

    private static IEnumerable<ExpectedTensor> Convolution(string at, long output, long input, int groups) =>
        [ExpectedTensor.Required($"{at}.weight", [output, input / groups, 1]), ExpectedTensor.Required($"{at}.bias", [output])];

    private static IEnumerable<ExpectedTensor> Dense(string at, long output, long input) =>
        [ExpectedTensor.Required($"{at}.weight", [output, input]), ExpectedTensor.Required($"{at}.bias", [output])];

    private static IEnumerable<ExpectedTensor> Norm(string at, long channels) =>
        [ExpectedTensor.Required($"{at}.weight", [channels]), ExpectedTensor.Required($"{at}.bias", [channels])];
}
