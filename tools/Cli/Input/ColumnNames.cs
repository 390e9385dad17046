namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>Which columns of a table, or keys of a JSON object, hold the texts.</summary>
/// <param name="Text">The text's column; null for the first of <see cref="TextDefaults"/> that is there.</param>
/// <param name="Pair">The second text's column; null for the first of <see cref="PairDefaults"/> that is there.</param>
internal sealed record ColumnNames(string? Text, string? Pair)
{
    /// <summary>The key of the text in JSON.</summary>
    public const string JsonText = "text";

    /// <summary>The key of the second text in JSON.</summary>
    public const string JsonPair = "pair";

    /// <summary>Names that a text's column usually has.</summary>
    public static IReadOnlyList<string> TextDefaults { get; } =
        [JsonText, "sentence", "sentence1", "premise", "question", "question1", "review", "content"];

    /// <summary>Names that a second text's column usually has.</summary>
    public static IReadOnlyList<string> PairDefaults { get; } =
        [JsonPair, "text_pair", "sentence2", "hypothesis", "question2"];

    /// <summary>The index of the text's column.</summary>
    public int FindText(string file, string[] header) =>
        Text is null ? Math.Max(FirstOf(header, TextDefaults), 0) : Find(file, header, Text);

    /// <summary>The index of the second text's column; -1 where there is none.</summary>
    public int FindPair(string file, string[] header) =>
        Pair is null ? FirstOf(header, PairDefaults) : Find(file, header, Pair);

    private static int FirstOf(string[] header, IReadOnlyList<string> names) =>
        names.Select(name => Array.IndexOf(header, name)).FirstOrDefault(index => index >= 0, -1);

    private static int Find(string file, string[] header, string name)
    {
        int index = Array.IndexOf(header, name);
        return index >= 0
            ? index
            : throw new InputException(file, 1, $"expected a column '{name}', found {string.Join(", ", header)}");
    }
}
