namespace SqueezeBert.Gpu.Configuration;

/// <summary>The names of <c>model_type</c> and <c>architectures</c>, both ways.</summary>
internal static class ArchitectureNames
{
    public const string KnownTypes = "squeezebert, bert";

    private static readonly (string Suffix, ModelClass Class)[] Suffixes =
    [
        ("Model", ModelClass.Trunk),
        ("ForMaskedLM", ModelClass.MaskedLanguageModel),
        ("ForSequenceClassification", ModelClass.SequenceClassification),
        ("ForMultipleChoice", ModelClass.MultipleChoice),
        ("ForTokenClassification", ModelClass.TokenClassification),
        ("ForQuestionAnswering", ModelClass.QuestionAnswering),
    ];

    public static string Of(ModelType type) => type switch
    {
        ModelType.SqueezeBert => "squeezebert",
        ModelType.Bert => "bert",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a type of this enumeration"),
    };

    public static string Of(ModelType type, ModelClass modelClass) =>
        ClassPrefix(type) + Array.Find(Suffixes, entry => entry.Class == modelClass).Suffix;

    public static ModelType? FindType(string modelType) => Find(type => Of(type) == modelType);

    /// <summary>The family that a class belongs to, for old files that name no <c>model_type</c>.</summary>
    public static ModelType? FindTypeOfArchitecture(string architecture) =>
        Find(type => FindClass(type, architecture) is not null);

    public static ModelClass? FindClass(ModelType type, string architecture)
    {
        foreach ((_, ModelClass modelClass) in Suffixes)
        {
            if (Of(type, modelClass) == architecture)
            {
                return modelClass;
            }
        }

        return null;
    }

    public static string KnownClasses(ModelType type) =>
        string.Join(", ", Suffixes.Select(entry => ClassPrefix(type) + entry.Suffix));

    private static ModelType? Find(Predicate<ModelType> match)
    {
        foreach (ModelType type in Enum.GetValues<ModelType>())
        {
            if (match(type))
            {
                return type;
            }
        }

        return null;
    }

    private static string ClassPrefix(ModelType type) => type == ModelType.SqueezeBert ? "SqueezeBert" : "Bert";
}
