namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>Where the fixtures are.</summary>
internal static class FixtureFiles
{
    private static string Root => Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures");

    /// <summary>A tiny SqueezeBertForSequenceClassification with what the reference makes of some batches.</summary>
    public static string Golden => Path.Combine(Root, "golden");

    /// <summary>A tiny SqueezeBertForMultipleChoice with what the reference makes of some batches.</summary>
    public static string Choices => Path.Combine(Root, "choices");

    /// <summary>bert-base-uncased's tokenizer and the reference's cases.</summary>
    public static string Tokenizer => Path.Combine(Root, "tokenizer");

    /// <summary>Tiny models as PyTorch saved them.</summary>
    public static string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>The SST-2 development set.</summary>
    public static string Sentences => Path.Combine(Root, "sst2", "sst2-dev.tsv");

    /// <summary>What the reference says of <see cref="Sentences"/>.</summary>
    public static string Predictions => Path.Combine(Root, "sst2", "predictions.tsv");
}
