using System.Text;
using SqueezeBert.Gpu.Cli.Input;

namespace SqueezeBert.Gpu.Cli;

/// <summary>
/// Where a command reads and writes. Results go to <see cref="Output"/>, everything said about them to <see cref="Error"/>.
/// </summary>
internal sealed class ToolStreams
{
    /// <summary>
    /// Opens what <c>-</c> reads, for a caller who owns it; nothing is taken from stdin before. Waiting for it asynchronously can
    /// be cancelled.
    /// </summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>
    /// Results; UTF-8 without a byte order mark, lines end in a line feed. It is flushed where a command ends; what is left in it
    /// after a failure is not wanted.
    /// </summary>
    public required TextWriter Output { get; init; }

    /// <summary>Messages and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person looks at <see cref="Output"/>.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person looks at <see cref="Error"/>.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The streams of this process.</summary>
    public static ToolStreams OfProcess() => new()
    {
        OpenInput = static () => ReadAhead.Of(Console.OpenStandardInput()),
        Output = Utf8Writer(Console.OpenStandardOutput()),
        Error = Console.Error,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
    };

    /// <summary>A writer of UTF-8 without a byte order mark, whose lines end in a line feed on every system.</summary>
    public static StreamWriter Utf8Writer(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
}
