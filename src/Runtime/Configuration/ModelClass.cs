namespace SqueezeBert.Gpu.Configuration;

/// <summary>Which class of Hugging Face's a model is, by the first of its <c>architectures</c>.</summary>
public enum ModelClass
{
    /// <summary><c>SqueezeBertModel</c>, <c>BertModel</c>: embeddings, encoder and pooler.</summary>
    Trunk,

    /// <summary><c>...ForMaskedLM</c>.</summary>
    MaskedLanguageModel,

    /// <summary><c>...ForSequenceClassification</c>.</summary>
    SequenceClassification,

    /// <summary><c>...ForMultipleChoice</c>.</summary>
    MultipleChoice,

    /// <summary><c>...ForTokenClassification</c>.</summary>
    TokenClassification,

    /// <summary><c>...ForQuestionAnswering</c>.</summary>
    QuestionAnswering,
}
