using System.Text;
using System.Text.Json;
using SqueezeBert.Gpu.Configuration;

namespace SqueezeBert.Gpu.Runtime.Tests.Configuration;

/// <summary>What a good <c>config.json</c> means, and that one written here is read back the same.</summary>
public sealed class ModelConfigurationTests
{
    private const string MnliLabels = """
        {"model_type":"squeezebert","architectures":["SqueezeBertForSequenceClassification"],"num_labels":7,
         "id2label":{"1":"neutral","0":"contradiction","2":"entailment"},
         "label2id":{"contradiction":0,"neutral":1,"entailment":2},"problem_type":"single_label_classification"}
        """;

    [Test]
    public void SqueezeBertDefaults_AreThoseOfHuggingFace()
    {
        ModelConfiguration c = Parse("""{"model_type":"squeezebert"}""");
        Assert.That((c.VocabularySize, c.HiddenSize, c.EmbeddingSize), Is.EqualTo((30522, 768, 768)));
        Assert.That((c.LayerCount, c.HeadCount, c.HeadSize, c.IntermediateSize), Is.EqualTo((12, 12, 64, 3072)));
        Assert.That((c.QueryGroups, c.KeyGroups, c.ValueGroups), Is.EqualTo((4, 4, 4)));
        Assert.That((c.PostAttentionGroups, c.IntermediateGroups, c.OutputGroups), Is.EqualTo((1, 4, 4)));
        Assert.That((c.MaximumPositions, c.TokenTypeCount, c.PaddingTokenId), Is.EqualTo((512, 2, (int?)0)));
        Assert.That((c.LayerNormEpsilon, c.HiddenDropout, c.AttentionDropout, c.InitializerRange),
            Is.EqualTo((1e-12, 0.1, 0.1, 0.02)));
        Assert.That((c.HiddenActivation, c.TieWordEmbeddings, c.ProblemType), Is.EqualTo(("gelu", true, (string?)null)));
        Assert.That((c.ModelType, c.ModelClass), Is.EqualTo((ModelType.SqueezeBert, ModelClass.Trunk)));
        Assert.That(c.Labels, Is.EqualTo((string[])["LABEL_0", "LABEL_1"]));
        Assert.That(c.LabelIds, Is.EquivalentTo(new Dictionary<string, int> { ["LABEL_0"] = 0, ["LABEL_1"] = 1 }));
    }

    [Test]
    public void Bert_IsDense_AndIgnoresTheGroupsOfItsChild()
    {
        ModelConfiguration c = Parse(
            """{"model_type":"bert","hidden_size":96,"q_groups":5,"embedding_size":7,"classifier_dropout":null}""");
        Assert.That((c.HiddenSize, c.EmbeddingSize, c.QueryGroups, c.OutputGroups), Is.EqualTo((96, 96, 1, 1)));
        Assert.That(Parse("""{"model_type":"bert","classifier_dropout":0.25,"use_cache":false}""").ClassifierDropout,
            Is.EqualTo(0.25));
    }

    [TestCase("SqueezeBertModel", ModelType.SqueezeBert, ModelClass.Trunk)]
    [TestCase("SqueezeBertForMaskedLM", ModelType.SqueezeBert, ModelClass.MaskedLanguageModel)]
    [TestCase("SqueezeBertForSequenceClassification", ModelType.SqueezeBert, ModelClass.SequenceClassification)]
    [TestCase("SqueezeBertForMultipleChoice", ModelType.SqueezeBert, ModelClass.MultipleChoice)]
    [TestCase("SqueezeBertForTokenClassification", ModelType.SqueezeBert, ModelClass.TokenClassification)]
    [TestCase("SqueezeBertForQuestionAnswering", ModelType.SqueezeBert, ModelClass.QuestionAnswering)]
    [TestCase("BertModel", ModelType.Bert, ModelClass.Trunk)]
    [TestCase("BertForMaskedLM", ModelType.Bert, ModelClass.MaskedLanguageModel)]
    [TestCase("BertForSequenceClassification", ModelType.Bert, ModelClass.SequenceClassification)]
    [TestCase("BertForMultipleChoice", ModelType.Bert, ModelClass.MultipleChoice)]
    [TestCase("BertForTokenClassification", ModelType.Bert, ModelClass.TokenClassification)]
    [TestCase("BertForQuestionAnswering", ModelType.Bert, ModelClass.QuestionAnswering)]
    public void Architecture_NamesTheClass_AndTheFamilyOfOldFiles(string architecture, ModelType type, ModelClass modelClass)
    {
        ModelConfiguration c = Parse($$"""{"architectures":["{{architecture}}","Other"]}""");
        Assert.That((c.ModelType, c.ModelClass), Is.EqualTo((type, modelClass)));
        string json = Saved(c);
        Assert.That(json, Does.Contain($"\"{architecture}\""));
    }

    [TestCase("null")]
    [TestCase("[]")]
    public void NoArchitecture_IsTheTrunk(string architectures) =>
        Assert.That(
            Parse($$"""{"model_type":"bert","architectures":{{architectures}}}""").ModelClass, Is.EqualTo(ModelClass.Trunk));

    [Test]
    public void Labels_ComeFromIdsToLabels()
    {
        ModelConfiguration c = Parse(MnliLabels);
        Assert.That(c.Labels, Is.EqualTo((string[])["contradiction", "neutral", "entailment"]));
        Assert.That(c.LabelIds["entailment"], Is.EqualTo(2));
        Assert.That(Parse("""{"model_type":"bert","num_labels":3,"label2id":{"x":17}}""").Labels, Has.Length.EqualTo(3));
        Assert.That(
            Parse("""{"model_type":"bert","id2label":{"0":"O","1":"B","2":"O"}}""").LabelIds,
            Is.EquivalentTo(new Dictionary<string, int> { ["O"] = 2, ["B"] = 1 }));
    }

    [Test]
    public void WeightType_IsEitherKey_TheNewerFirst()
    {
        Assert.That(Parse("""{"model_type":"bert","torch_dtype":"float16"}""").WeightType, Is.EqualTo("float16"));
        Assert.That(Parse("""{"model_type":"bert","torch_dtype":"float16","dtype":"bfloat16"}""").WeightType,
            Is.EqualTo("bfloat16"));
    }

    [Test]
    public void KeysThatAreNotNeeded_AreLeftAlone() => Assert.That(
        Parse("""{"model_type":"squeezebert","summary":{"x":[1]},"gradient_checkpointing":null,"is_decoder":7}""").HiddenSize,
        Is.EqualTo(768));

    [Test]
    public void EveryKnownActivation_IsAccepted()
    {
        Assert.That(ModelConfiguration.KnownActivations, Has.Count.EqualTo(20));
        foreach (string activation in ModelConfiguration.KnownActivations)
        {
            Assert.That(
                Parse($$"""{"model_type":"squeezebert","hidden_act":"{{activation}}"}""").HiddenActivation,
                Is.EqualTo(activation));
        }
    }

    [Test]
    public void Saved_IsReadBackTheSame()
    {
        ModelConfiguration[] configurations =
        [
            ModelConfiguration.SqueezeBertDefaults,
            ModelConfiguration.BertDefaults with
            {
                ModelClass = ModelClass.QuestionAnswering, ClassifierDropout = 0.5, UseCache = false,
            },
            Parse(MnliLabels),
            ModelConfiguration.SqueezeBertDefaults with
            {
                HiddenSize = 48, EmbeddingSize = 48, HeadCount = 3, IntermediateSize = 80, QueryGroups = 1, KeyGroups = 2,
                PostAttentionGroups = 2, IntermediateGroups = 1, OutputGroups = 2, LayerCount = 3, VocabularySize = 101,
                MaximumPositions = 37, TokenTypeCount = 3, PaddingTokenId = null, LayerNormEpsilon = 0.01,
                HiddenActivation = "relu6",
                Labels = ["é\"\\", "B", "C"], TieWordEmbeddings = false, WeightType = "float32", TransformersVersion = "4.50.0",
                HiddenDropout = 0, AttentionDropout = 1, InitializerRange = 1e-3, ProblemType = "regression",
            },
        ];
        foreach (ModelConfiguration configuration in configurations)
        {
            string json = Saved(configuration);
            ModelConfiguration read = Parse(json);
            Assert.That(Saved(read), Is.EqualTo(json));

            // Arrays and dictionaries compare by reference, so they are compared apart from the rest.
            Assert.That(read.Labels, Is.EqualTo(configuration.Labels));
            Assert.That(read.LabelIds, Is.EquivalentTo(configuration.LabelIds));
            Assert.That(
                read with { Labels = default, LabelIds = null! },
                Is.EqualTo(configuration with
                {
                    Labels = default,
                    LabelIds = null!,
                    // Dense BERT has no such key, and reads it as the hidden size.
                    EmbeddingSize = read.EmbeddingSize,
                }));
            string[] keys = [.. JsonDocument.Parse(json).RootElement.EnumerateObject().Select(key => key.Name)];
            Assert.That(keys, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        }
    }

    private static ModelConfiguration Parse(string json) => ModelConfiguration.Parse(Encoding.UTF8.GetBytes(json));

    private static string Saved(ModelConfiguration configuration)
    {
        string folder = Directory.CreateTempSubdirectory("squeezebert-").FullName;
        try
        {
            configuration.Save(folder);
            Assert.That(ModelConfiguration.Load(folder).ModelClass, Is.EqualTo(configuration.ModelClass));
            return File.ReadAllText(Path.Combine(folder, ModelConfiguration.FileName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
