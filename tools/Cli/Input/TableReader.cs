using System.Runtime.CompilerServices;
using CsvHelper;
using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>A table whose first row names its columns.</summary>
internal static class TableReader
{
    /// <summary>Commas, and quotes as RFC 4180 has them.</summary>
    public static CsvReaderOptions CommaSeparated { get; } = Strict(',', CsvMode.Rfc4180);

    /// <summary>Tabs; a quote is a character like any other.</summary>
    public static CsvReaderOptions TabSeparated { get; } = Strict('\t', CsvMode.NoEscape);

    /// <summary>Reads the rows.</summary>
    public static async IAsyncEnumerable<TextInput> Read(
        Stream stream, string name, ColumnNames columns, CsvReaderOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reader = CsvReader.Create(stream, options, leaveOpen: true);
        string[] header = await Header(reader, name, cancellationToken);
        int text = columns.FindText(name, header);
        int pair = columns.FindPair(name, header);
        while (await Next(reader, name, cancellationToken))
        {
            string first = Utf8Lines.Decode(reader.GetSpan(text), name, reader.LineNumber);
            string? second = pair < 0 ? null : Utf8Lines.Decode(reader.GetSpan(pair), name, reader.LineNumber);
            yield return new TextInput(first, second);
        }
    }

    private static CsvReaderOptions Strict(char separator, CsvMode mode) => new()
    {
        Separator = separator,
        Mode = mode,
        MaxRecordSize = Utf8Lines.LongestLine,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    private static async ValueTask<string[]> Header(CsvReader reader, string name, CancellationToken cancellationToken)
    {
        try
        {
            await reader.ReadHeaderAsync(cancellationToken);
            string[] header = [.. reader.Headers];
            return header.Length > 0
                ? header
                : throw new InputException(name, 1, "expected a row of column names, found nothing");
        }
        catch (CsvFormatException error)
        {
            throw Malformed(name, error);
        }
    }

    private static async ValueTask<bool> Next(CsvReader reader, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException error)
        {
            throw Malformed(name, error);
        }
    }

    private static InputException Malformed(string name, CsvFormatException error) =>
        new(name, error.LineNumber, error.Message, error);
}
