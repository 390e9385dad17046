using System.CommandLine;
using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>The arguments that say which texts a command works on.</summary>
internal sealed class TextOptions
{
    private const string Stdin = "-";

    private static readonly (string Word, TextFormat Value)[] Formats =
    [
        ("txt", TextFormat.Lines), ("jsonl", TextFormat.JsonLines), ("csv", TextFormat.CommaSeparated),
        ("tsv", TextFormat.TabSeparated),
    ];

    private readonly Argument<string[]> texts = new("text")
    {
        Description = "The texts. One that begins with - goes after --.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> pair = new("--pair") { Description = "The second text of a pair.", HelpName = "TEXT" };

    private readonly Option<string?> input = new("--input")
    {
        Description = "A file of texts; - is stdin, whose texts are answered as they come (csv and tsv: in blocks). " +
            "txt: a text a line. jsonl: {\"text\": ..., \"pair\": ...} a line. " +
            "csv, tsv: a header first; quotes count in csv only.",
        HelpName = "FILE",
    };

    private readonly Option<TextFormat> format = Choice.Of(
        "--format", "The format of --input. Default: the file's extension; txt for stdin.", Formats);

    private readonly Option<string?> textColumn = new(ColumnNames.TextOption)
    {
        Description = "The column, or key in jsonl, of the text. Default: text in jsonl; else the first there is of " +
            $"{string.Join(", ", ColumnNames.TextDefaults)}; else the only column. A column's case does not matter.",
        HelpName = "NAME",
    };

    private readonly Option<string?> pairColumn = new("--pair-column")
    {
        Description = "The column, or key in jsonl, of the second text. Default: pair in jsonl; else the first there is of " +
            $"{string.Join(", ", ColumnNames.PairDefaults)}; else there is none.",
        HelpName = "NAME",
    };

    /// <summary>Gives the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(texts);
        foreach (Option option in (Option[])[pair, input, format, textColumn, pairColumn])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Opens what the arguments name; the caller owns it.</summary>
    public ITextSource Open(Invocation invocation)
    {
        string[] given = invocation.Get(texts) ?? [];
        RefuseOptions(given.AsSpan(0, given.Length - invocation.LiteralArguments));
        string? path = invocation.Get(input);
        if (path is null == (given.Length == 0))
        {
            throw new UsageException(
                $"expected either texts or --input FILE, found {(path is null ? "neither" : "both")}");
        }

        return path is null ? OpenGiven(invocation, given) : OpenFile(invocation, path);
    }

    /// <summary>The file that <see cref="Open"/> reads; null if it reads none.</summary>
    public string? File(Invocation invocation) => invocation.Get(input) is { } path and not Stdin ? path : null;

    // The parser hands every word that it does not know to the texts, a mistyped option as well.
    private static void RefuseOptions(ReadOnlySpan<string> given)
    {
        foreach (string text in given)
        {
            string name = text.TrimStart('-');
            bool isName = name.Length > 0 && char.IsAsciiLetter(name[0]) && !name.Any(char.IsWhiteSpace);
            if (isName && name.Length < text.Length)
            {
                throw new UsageException($"unknown option '{text}'; a text that begins with - goes after --");
            }
        }
    }

    private GivenTexts OpenGiven(Invocation invocation, string[] given)
    {
        foreach (Option option in (Option[])[format, textColumn, pairColumn])
        {
            if (invocation.Has(option))
            {
                throw new UsageException($"{option.Name}: expected with --input only, found with texts as arguments");
            }
        }

        string? second = invocation.Get(pair);
        return second is null || given.Length == 1
            ? new GivenTexts([.. given.Select(text => new TextInput(text, second))])
            : throw new UsageException($"--pair: expected one text beside it, found {given.Length}");
    }

    private TextFile OpenFile(Invocation invocation, string path)
    {
        if (invocation.Has(pair))
        {
            throw new UsageException("--pair: expected with a text as argument only, found with --input");
        }

        TextFormat chosen = invocation.Has(format) ? invocation.Get(format) : FormatOf(path);
        var columns = new ColumnNames(invocation.Get(textColumn), invocation.Get(pairColumn));
        return chosen == TextFormat.Lines && (columns.Text ?? columns.Pair) is not null
            ? throw new UsageException("--text-column, --pair-column: expected with jsonl, csv or tsv, found with txt")
            : path == Stdin
            ? TextFile.StandardInput(invocation.Streams.OpenInput(), chosen, columns)
            : TextFile.Open(path, chosen, columns);
    }

    private static TextFormat FormatOf(string path)
    {
        if (path == Stdin)
        {
            return TextFormat.Lines;
        }

        string extension = Path.GetExtension(path);
        int index = Array.FindIndex(Formats, entry => extension.Equals('.' + entry.Word, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? Formats[index].Value
            : throw new UsageException($"{path}: expected .txt, .jsonl, .csv or .tsv, or --format, found '{extension}'");
    }
}
