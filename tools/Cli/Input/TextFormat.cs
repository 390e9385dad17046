namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>How texts stand in a file.</summary>
internal enum TextFormat
{
    /// <summary>A text a line; an empty line is an empty text.</summary>
    Lines,

    /// <summary>A JSON object a line; empty lines are passed over.</summary>
    JsonLines,

    /// <summary>Comma-separated, a header first, fields quoted as RFC 4180 has it.</summary>
    CommaSeparated,

    /// <summary>Tab-separated, a header first; quotes are ordinary characters, as in GLUE's files.</summary>
    TabSeparated,
}
