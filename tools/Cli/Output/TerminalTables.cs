using Spectre.Console;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>Tables for people. Cells are plain text, never markup, since they come from files and drivers.</summary>
internal static class TerminalTables
{
    private const int WidthOfFiles = 200;

    /// <summary>A table with these columns; one whose name begins with <c>&gt;</c> is aligned right.</summary>
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            bool right = column.StartsWith('>');
            table.AddColumn(new TableColumn(new Text(right ? column[1..] : column))
            {
                Alignment = right ? Justify.Right : Justify.Left,
            });
        }

        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static void AddCells(this Table table, params ReadOnlySpan<string> cells)
    {
        var row = new List<Text>();
        foreach (string cell in cells)
        {
            row.Add(new Text(PrintableText.OneLine(cell)));
        }

        table.AddRow(row);
    }

    /// <summary>Writes a table to the results.</summary>
    public static void Print(this Table table, ToolStreams streams) => table.Print(streams.Output, streams.OutputIsTerminal);

    /// <summary>Writes a table, as wide as the terminal where it goes to one.</summary>
    public static void Print(this Table table, TextWriter output, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = isTerminal ? console.Profile.Width : WidthOfFiles;
        console.Profile.Capabilities.Unicode = true;
        console.Write(table);
    }
}
