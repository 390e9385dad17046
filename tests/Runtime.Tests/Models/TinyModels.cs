using SqueezeBert.Gpu.Configuration;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Configurations that tests run with random weights.</summary>
internal static class TinyModels
{
    /// <summary>The genuine grouping, small.</summary>
    public static ModelConfiguration SqueezeBert { get; } = ModelConfiguration.SqueezeBertDefaults with
    {
        VocabularySize = 60,
        HiddenSize = 32,
        EmbeddingSize = 32,
        LayerCount = 2,
        HeadCount = 4,
        IntermediateSize = 64,
        MaximumPositions = 24,
        InitializerRange = 0.3,
    };

    /// <summary>
    /// What tensor cores take: heads and groups of 64 channels, two turns of 64 wide channels. Scores are of order 1.
    /// </summary>
    public static ModelConfiguration OfTensorTiles { get; } = SqueezeBert with
    {
        HiddenSize = 256,
        EmbeddingSize = 256,
        IntermediateSize = 512,
        MaximumPositions = 80,
        InitializerRange = 0.1,
    };

    /// <summary>Groups that do not agree, so that nothing can be merged across projections.</summary>
    public static ModelConfiguration UnequalGroups { get; } = SqueezeBert with
    {
        QueryGroups = 1,
        KeyGroups = 2,
        ValueGroups = 4,
        PostAttentionGroups = 2,
        IntermediateGroups = 1,
        OutputGroups = 2,
        HiddenActivation = "gelu_new",
    };

    /// <summary>Writes a model with random weights into a directory.</summary>
    public static void Write(ModelConfiguration configuration, string directory) =>
        Gpu.Models.ModelInitializer.Write(configuration, 7, directory);
}
