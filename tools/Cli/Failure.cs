using System.CommandLine;
using SqueezeBert.Gpu.Cli.Output;

namespace SqueezeBert.Gpu.Cli;

/// <summary>Says on one line what went wrong, and which exit status stands for it.</summary>
internal static class Failure
{
    /// <summary>The exit status of an interrupted command.</summary>
    public const int Interrupted = 130;

    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Reports arguments that cannot be parsed.</summary>
    public static int Report(ParseResult parsed, TextWriter output)
    {
        string command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
        string problem = parsed.UnmatchedTokens is [var unknown, ..]
            ? $"unknown command, option or argument '{unknown}'"
            : parsed.Errors[0].Message;
        WriteLine(output, $"{problem} (see squeezebert {command}--help)");
        return WrongUsage;
    }

    /// <summary>Reports what ended a command.</summary>
    public static int Report(Exception error, bool verbose, TextWriter output)
    {
        // Errors of this project and of the file system name their subject; what else arrives here is named by its type.
        WriteLine(output, error switch
        {
            OperationCanceledException => "interrupted",
            SqueezeBertException or IOException or UnauthorizedAccessException => error.Message,
            _ => $"{error.GetType().Name}: {error.Message}",
        });
        if (verbose)
        {
            output.WriteLine(error);
        }

        return error switch
        {
            OperationCanceledException => Interrupted,
            UsageException => WrongUsage,
            _ => Failed,
        };
    }

    private static void WriteLine(TextWriter output, string message) =>
        output.WriteLine($"squeezebert: {PrintableText.OneLine(message)}");
}
