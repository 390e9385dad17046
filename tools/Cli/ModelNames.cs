using SqueezeBert.Gpu.Configuration;

namespace SqueezeBert.Gpu.Cli;

/// <summary>The words that the command line has for classes and families of models.</summary>
internal static class ModelNames
{
    /// <summary>Every class with its word.</summary>
    public static IReadOnlyList<(string Word, ModelClass Value)> Classes { get; } =
    [
        ("trunk", ModelClass.Trunk),
        ("masked-lm", ModelClass.MaskedLanguageModel),
        ("sequence-classification", ModelClass.SequenceClassification),
        ("multiple-choice", ModelClass.MultipleChoice),
        ("token-classification", ModelClass.TokenClassification),
        ("question-answering", ModelClass.QuestionAnswering),
    ];

    /// <summary>The word of a class.</summary>
    public static string Of(ModelClass modelClass) => Classes.First(entry => entry.Value == modelClass).Word;

    /// <summary>The family's <c>model_type</c>.</summary>
    public static string Of(ModelType type) => type == ModelType.Bert ? "bert" : "squeezebert";
}
