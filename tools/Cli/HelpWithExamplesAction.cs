using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using SqueezeBert.Gpu.Cli.Commands;

namespace SqueezeBert.Gpu.Cli;

/// <summary>The help of a command, and after it the command's examples.</summary>
internal sealed class HelpWithExamplesAction(HelpAction plain) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int status = plain.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is ToolCommand { Examples: var examples })
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  squeezebert {example}");
            }
        }

        return status;
    }
}
