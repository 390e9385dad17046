using System.Text;

namespace SqueezeBert.Gpu.Cli;

/// <summary>
/// Where a command reads and writes. Results go to <see cref="Output"/>, everything said about them to <see cref="Error"/>.
/// </summary>
internal sealed class ToolStreams : IDisposable
{
    /// <summary>What <c>-</c> reads.</summary>
    public required Stream Input { get; init; }

    /// <summary>Results; UTF-8 without a byte order mark, lines end in a line feed.</summary>
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
        Input = Console.OpenStandardInput(),
        Output = Utf8Writer(Console.OpenStandardOutput()),
        Error = Console.Error,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
    };

    /// <summary>A writer of UTF-8 without a byte order mark, whose lines end in a line feed on every system.</summary>
    public static StreamWriter Utf8Writer(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };

    // The output is flushed where a command ends; what is left in it after a failure is not wanted.
    public void Dispose() => Input.Dispose();
}
