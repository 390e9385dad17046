using SqueezeBert.Gpu.Configuration;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary>The sizes that <c>init</c> knows.</summary>
internal static class ModelSizes
{
    // squeezebert-uncased pads the 30522 pieces of the vocabulary to a multiple of 64.
    private const int GenuineVocabulary = 30528;

    /// <summary>Every size with its word.</summary>
    public static IReadOnlyList<(string Word, ModelConfiguration Value)> All { get; } =
    [
        ("tiny", ModelConfiguration.SqueezeBertDefaults with
        {
            VocabularySize = 99, HiddenSize = 32, EmbeddingSize = 32, LayerCount = 2, HeadCount = 4, IntermediateSize = 64,
            MaximumPositions = 40,
        }),
        ("small", ModelConfiguration.SqueezeBertDefaults with
        {
            VocabularySize = GenuineVocabulary, HiddenSize = 128, EmbeddingSize = 128, LayerCount = 4, HeadCount = 4,
            IntermediateSize = 512,
        }),
        ("base", ModelConfiguration.SqueezeBertDefaults with { VocabularySize = GenuineVocabulary }),
        ("bert-base", ModelConfiguration.BertDefaults),
    ];
}
