using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>Texts in a file or on stdin, read as they are needed.</summary>
internal sealed class TextFile : ITextSource
{
    private const int BufferBytes = 1 << 16;

    private readonly Stream stream;
    private readonly string name;
    private readonly TextFormat format;
    private readonly ColumnNames columns;
    private readonly long? length;

    private TextFile(Stream stream, string name, bool isLive, TextFormat format, ColumnNames columns)
    {
        IsLive = isLive;
        this.stream = stream;
        this.name = name;
        this.format = format;
        this.columns = columns;
        length = stream.CanSeek && stream.Length > 0 ? stream.Length : null;
    }

    public double? Done => length is { } all ? (double)stream.Position / all : null;

    public bool IsLive { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How texts stand in it.</param>
    /// <param name="columns">Where in a table or object they stand.</param>
    /// <exception cref="IOException">The file is missing or is a directory.</exception>
    public static TextFile Open(string path, TextFormat format, ColumnNames columns) => Directory.Exists(path)
        ? throw new IOException($"{path}: expected a file of texts, found a directory")
        : !File.Exists(path)
        ? throw new FileNotFoundException($"{path}: expected a file of texts, found nothing")
        : new TextFile(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes), path, isLive: false, format,
            columns);

    /// <summary>Reads stdin, and closes it.</summary>
    public static TextFile StandardInput(Stream stream, TextFormat format, ColumnNames columns) =>
        new(stream, "stdin", isLive: true, format, columns);

    public IAsyncEnumerable<TextInput> Read() => format switch
    {
        TextFormat.Lines => PlainTextReader.Read(stream, name),
        TextFormat.JsonLines => JsonLinesReader.Read(stream, name, columns),
        TextFormat.CommaSeparated => TableReader.Read(stream, name, columns, TableReader.CommaSeparated),
        _ => TableReader.Read(stream, name, columns, TableReader.TabSeparated),
    };

    public void Dispose() => stream.Dispose();
}
