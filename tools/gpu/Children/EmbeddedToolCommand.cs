using System.CommandLine;
using System.Reflection;

namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary>
/// <c>tool</c>: the tool <c>squeezebert</c>, in the executable of the pack. The program sees to it before it parses anything, since
/// the arguments are the tool's; the command is there for the help.
/// </summary>
internal sealed class EmbeddedToolCommand() : Command(Word, "The tool squeezebert, with the arguments that follow.")
{
    /// <summary>Its name.</summary>
    public const string Word = "tool";

    private static readonly AssemblyName Tool = new("squeezebert");

    /// <summary>Runs the tool.</summary>
    /// <returns>Its exit status.</returns>
    public static int Run(string[] arguments) => AppDomain.CurrentDomain.ExecuteAssemblyByName(Tool, arguments);
}
