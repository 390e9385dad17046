using SqueezeBert.Gpu.Configuration;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>A model to compare on. Its weights are random: they don't change how long anything takes.</summary>
/// <param name="Name">What reports and the command line call it.</param>
/// <param name="Configuration">Its sizes.</param>
internal sealed record BenchModel(string Name, ModelConfiguration Configuration)
{
    // squeezebert-uncased pads the 30522 pieces of the vocabulary to a multiple of 64.
    private const int GenuineVocabulary = 30528;

    /// <summary>SqueezeBERT as published.</summary>
    public static BenchModel SqueezeBert { get; } = new(
        "squeezebert-base", ModelConfiguration.SqueezeBertDefaults with { VocabularySize = GenuineVocabulary });

    /// <summary>Its dense parent.</summary>
    public static BenchModel Bert { get; } = new("bert-base", ModelConfiguration.BertDefaults);

    /// <summary>Every model.</summary>
    public static IReadOnlyList<BenchModel> All { get; } = [SqueezeBert, Bert];
}
