namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>
/// Which columns of a table, or keys of a JSON object, hold the texts. A table's names match whatever their case; where two differ
/// in nothing else, the one that is written as asked for is meant.
/// </summary>
/// <param name="Text">The text's column; null for the first of <see cref="TextDefaults"/> that is there.</param>
/// <param name="Pair">The second text's column; null for the first of <see cref="PairDefaults"/> that is there.</param>
internal sealed record ColumnNames(string? Text, string? Pair)
{
    /// <summary>The key of the text in JSON.</summary>
    public const string JsonText = "text";

    /// <summary>The key of the second text in JSON.</summary>
    public const string JsonPair = "pair";

    /// <summary>The option that says <see cref="Text"/>.</summary>
    public const string TextOption = "--text-column";

    /// <summary>Names that a text's column usually has.</summary>
    public static IReadOnlyList<string> TextDefaults { get; } =
        [JsonText, "sentence", "sentence1", "premise", "question", "question1", "review", "content"];

    /// <summary>Names that a second text's column usually has.</summary>
    public static IReadOnlyList<string> PairDefaults { get; } =
        [JsonPair, "text_pair", "sentence2", "hypothesis", "question2"];

    /// <summary>The index of the text's column; the only column needs no name.</summary>
    /// <exception cref="InputException">There is no column of the name that was asked for.</exception>
    /// <exception cref="UsageException">None was asked for, and none of several has a usual name.</exception>
    public int FindText(string file, string[] header)
    {
        if (Text is not null)
        {
            return Find(file, header, Text);
        }

        int index = FirstOf(header, TextDefaults);
        return index >= 0 ? index
            : header.Length == 1 ? 0
            : throw new UsageException(
                $"{TextOption}: expected one of the columns of {file} ({string.Join(", ", header)}), found nothing");
    }

    /// <summary>The index of the second text's column; -1 where there is none.</summary>
    /// <exception cref="InputException">There is no column of the name that was asked for.</exception>
    public int FindPair(string file, string[] header) =>
        Pair is null ? FirstOf(header, PairDefaults) : Find(file, header, Pair);

    private static int FirstOf(string[] header, IReadOnlyList<string> names) =>
        names.Select(name => IndexOf(header, name)).FirstOrDefault(index => index >= 0, -1);

    private static int Find(string file, string[] header, string name)
    {
        int index = IndexOf(header, name);
        return index >= 0
            ? index
            : throw new InputException(file, 1, $"expected a column '{name}', found {string.Join(", ", header)}");
    }

    private static int IndexOf(string[] header, string name)
    {
        int exact = Array.IndexOf(header, name);
        return exact >= 0
            ? exact
            : Array.FindIndex(header, column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
