using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>The real sentences and the vocabulary to read them with, from files beside the program.</summary>
internal static class SentenceData
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data");

    /// <summary>The development set of SST-2, in its own order: "sentence, tab, label", after a line of headings.</summary>
    public static IReadOnlyList<string> ReadSentences() =>
        [.. File.ReadLines(Path.Combine(Folder, "sst2-dev.tsv")).Skip(1).Select(line => line.Split('\t')[0])];

    /// <summary>The tokenizer of squeezebert-uncased.</summary>
    public static BertTokenizer LoadTokenizer() => BertTokenizer.Load(Folder);
}
