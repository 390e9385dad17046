using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace SqueezeBert.Gpu.Cli;

/// <summary>Prints the version of this assembly, whichever process it was loaded into.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        Assembly tool = typeof(VersionAction).Assembly;
        parseResult.InvocationConfiguration.Output.WriteLine(
            tool.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? tool.GetName().Version?.ToString());
        return 0;
    }
}
