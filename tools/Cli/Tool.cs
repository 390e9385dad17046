using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using SqueezeBert.Gpu.Cli.Commands;

namespace SqueezeBert.Gpu.Cli;

/// <summary>The command line as a function: arguments and streams in, an exit status out.</summary>
internal static class Tool
{
    // A text may begin with @, so that arguments are never read from files that @ names.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>Runs one command.</summary>
    /// <returns>0 done, 1 failed, 2 usage error, 130 interrupted.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, ToolStreams streams, CancellationToken cancellationToken = default)
    {
        // Scripts read the numbers, and the libraries underneath format theirs by the current culture.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        var common = new CommonOptions();
        ParseResult parsed = Build(common, streams).Parse(arguments, Parsing);
        if (parsed.Action is ParseErrorAction)
        {
            return Failure.Report(parsed, streams.Error);
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = streams.Output,
                Error = streams.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            int status = await parsed.InvokeAsync(configuration, cancellationToken);
            streams.Output.Flush();
            return status;
        }
        catch (Exception error)
        {
            return Failure.Report(error, parsed.GetValue(common.Verbose), streams.Error);
        }
    }

    private static void RefuseEmpty(OptionResult option)
    {
        if (option.Tokens is [{ Value: "" }])
        {
            option.AddError($"{option.Option.Name}: expected a name, found an empty one");
        }
    }

    private static RootCommand Build(CommonOptions common, ToolStreams streams)
    {
        var root = new RootCommand(
            "Runs SqueezeBERT and BERT models, looks into them and times them. Results go to stdout, everything else to " +
            "stderr. Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.");
        foreach (Option option in common.All)
        {
            root.Options.Add(option);
        }

        ToolCommand[] commands =
        [
            new DevicesCommand(common, streams), new InspectCommand(common, streams), new InitCommand(common, streams),
            new ConvertCommand(common, streams), new ForwardCommand(common, streams), new TokenizeCommand(common, streams),
            new ClassifyCommand(common, streams), new BenchCommand(common, streams), new ProfileCommand(common, streams),
            new GraphCommand(common, streams),
        ];
        foreach (ToolCommand command in commands)
        {
            root.Subcommands.Add(command);
            foreach (Option option in command.Options.Where(option => option.HelpName is "FILE" or "DIR"))
            {
                option.Validators.Add(RefuseEmpty);
            }
        }

        foreach (Option option in root.Options)
        {
            if (option is VersionOption version)
            {
                version.Action = new VersionAction();
            }
            else if (option is HelpOption { Action: HelpAction plain } help)
            {
                help.Action = new HelpWithExamplesAction(plain);
            }
        }

        return root;
    }
}
