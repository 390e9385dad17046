using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Configuration;

/// <summary>
/// A model's <c>config.json</c>. Every property is a key of Hugging Face's <c>configuration_squeezebert.py</c>,
/// <c>configuration_bert.py</c> or <c>configuration_utils.py</c> and has the default from there.
/// </summary>
/// <remarks>
/// What <see cref="Load"/> and <see cref="Parse"/> return can be run. One that is put together in code is checked by
/// <see cref="Validate"/>, which <see cref="Save"/> calls.
/// </remarks>
public sealed record ModelConfiguration
{
    /// <summary>The name of the file in a model directory.</summary>
    public const string FileName = "config.json";

    /// <summary>
    /// The values of <c>hidden_act</c> that this library computes: those of Hugging Face's <c>ACT2FN</c>
    /// (<c>activations.py</c>) which have no weights of their own.
    /// </summary>
    public static IReadOnlySet<string> KnownActivations { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "gelu", "gelu_10", "gelu_accurate", "gelu_fast", "gelu_new", "gelu_python", "gelu_python_tanh", "gelu_pytorch_tanh",
        "laplace", "leaky_relu", "linear", "mish", "quick_gelu", "relu", "relu2", "relu6", "sigmoid", "silu", "swish", "tanh");

    /// <summary>The defaults of SqueezeBERT: the size of the genuine model.</summary>
    public static ModelConfiguration SqueezeBertDefaults { get; } = new();

    /// <summary>The defaults of dense BERT: BERT-base.</summary>
    public static ModelConfiguration BertDefaults { get; } = new()
    {
        ModelType = ModelType.Bert,
        QueryGroups = 1,
        KeyGroups = 1,
        ValueGroups = 1,
        IntermediateGroups = 1,
        OutputGroups = 1,
    };

    /// <summary><c>model_type</c>; where a file has none, the family of its first architecture.</summary>
    public ModelType ModelType { get; init; } = ModelType.SqueezeBert;

    /// <summary>The first of <c>architectures</c>; the trunk where a file names none.</summary>
    public ModelClass ModelClass { get; init; } = ModelClass.Trunk;

    /// <summary>Whether the file has no <c>architectures</c>, so that the class is only taken to be the trunk.</summary>
    internal bool NamesNoClass { get; init; }

    /// <summary><c>vocab_size</c>: rows of the word embeddings.</summary>
    public int VocabularySize { get; init; } = 30522;

    /// <summary><c>hidden_size</c>: channels of the encoder.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary><c>embedding_size</c>: channels of the embeddings; SqueezeBERT only, where it must be the hidden size.</summary>
    public int EmbeddingSize { get; init; } = 768;

    /// <summary><c>num_hidden_layers</c>.</summary>
    public int LayerCount { get; init; } = 12;

    /// <summary><c>num_attention_heads</c>; divides the hidden size.</summary>
    public int HeadCount { get; init; } = 12;

    /// <summary>Channels of one head.</summary>
    public int HeadSize => HiddenSize / HeadCount;

    /// <summary><c>intermediate_size</c>: channels inside the feed-forward.</summary>
    public int IntermediateSize { get; init; } = 3072;

    /// <summary><c>hidden_act</c>, one of <see cref="KnownActivations"/>.</summary>
    public string HiddenActivation { get; init; } = "gelu";

    /// <summary><c>max_position_embeddings</c>: the longest sequence, in tokens.</summary>
    public int MaximumPositions { get; init; } = 512;

    /// <summary><c>type_vocab_size</c>: rows of the token type embeddings.</summary>
    public int TokenTypeCount { get; init; } = 2;

    /// <summary><c>layer_norm_eps</c>; SqueezeBERT's encoder uses 1e-12 whatever stands here.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-12;

    /// <summary><c>pad_token_id</c>; null where the file says null.</summary>
    public int? PaddingTokenId { get; init; } = 0;

    /// <summary><c>q_groups</c>; 1 in dense BERT, like the other groups.</summary>
    public int QueryGroups { get; init; } = 4;

    /// <summary><c>k_groups</c>.</summary>
    public int KeyGroups { get; init; } = 4;

    /// <summary><c>v_groups</c>.</summary>
    public int ValueGroups { get; init; } = 4;

    /// <summary><c>post_attention_groups</c>.</summary>
    public int PostAttentionGroups { get; init; } = 1;

    /// <summary><c>intermediate_groups</c>.</summary>
    public int IntermediateGroups { get; init; } = 4;

    /// <summary><c>output_groups</c>.</summary>
    public int OutputGroups { get; init; } = 4;

    /// <summary><c>tie_word_embeddings</c>: whether the masked-LM decoder is the word embeddings.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary><c>id2label</c> in the order of the ids; <c>LABEL_0</c>, <c>LABEL_1</c> where a file names none.</summary>
    public ImmutableArray<string> Labels { get; init; } = LabelReader.Numbered(2);

    /// <summary>
    /// <c>label2id</c>, which zero-shot classification looks through. Where the file has none, or none of its own beside
    /// the default labels, it is <see cref="Labels"/> turned round, the last of equal labels counting.
    /// </summary>
    public ImmutableSortedDictionary<string, int> LabelIds
    {
        get => field ?? LabelReader.Reverse(Labels);
        init;
    }

    /// <summary><c>num_labels</c>: the number of <see cref="Labels"/>.</summary>
    public int LabelCount => Labels.Length;

    /// <summary>
    /// <c>problem_type</c>: <c>regression</c>, <c>single_label_classification</c>, <c>multi_label_classification</c> or
    /// null.
    /// </summary>
    public string? ProblemType { get; init; }

    /// <summary><c>hidden_dropout_prob</c>: for training; inference drops nothing.</summary>
    public double HiddenDropout { get; init; } = 0.1;

    /// <summary><c>attention_probs_dropout_prob</c>: for training.</summary>
    public double AttentionDropout { get; init; } = 0.1;

    /// <summary><c>classifier_dropout</c>: for training; dense BERT only.</summary>
    public double? ClassifierDropout { get; init; }

    /// <summary><c>initializer_range</c>: standard deviation of fresh weights.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary><c>use_cache</c>: for decoders, of no effect here; dense BERT only.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary><c>dtype</c>, or <c>torch_dtype</c> in older files: the type the weights were saved in, as a hint.</summary>
    public string? WeightType { get; init; }

    /// <summary><c>transformers_version</c>: the version that wrote the file.</summary>
    public string? TransformersVersion { get; init; }

    /// <summary>Reads <c>config.json</c> in a model directory.</summary>
    /// <exception cref="ConfigurationException">The file is missing or malformed, or its model cannot run.</exception>
    public static ModelConfiguration Load(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return ConfigurationFile.Load(directory);
    }

    /// <summary>Reads the text of a <c>config.json</c>.</summary>
    /// <param name="utf8Json">The JSON.</param>
    /// <param name="location">What to call it in messages.</param>
    /// <exception cref="ConfigurationException">The text is malformed, or its model cannot run.</exception>
    public static ModelConfiguration Parse(byte[] utf8Json, string location = FileName)
    {
        ArgumentNullException.ThrowIfNull(utf8Json);
        return ConfigurationParser.Parse(utf8Json, location);
    }

    /// <summary>Writes <c>config.json</c> into an existing directory, complete or not at all.</summary>
    /// <exception cref="ConfigurationException">The model cannot run, or the file cannot be written.</exception>
    public void Save(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ConfigurationFile.Save(this, directory);
    }

    /// <summary>Checks that the model can run.</summary>
    /// <param name="location">What to call the configuration in messages.</param>
    /// <exception cref="ConfigurationException">Names the key, its value and the constraint that it breaks.</exception>
    public void Validate(string location = FileName) => new ConfigurationValidator(this, location).Validate();
}
