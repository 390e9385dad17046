using System.Diagnostics;

namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary>What children are started with.</summary>
/// <param name="python">The Python to look for torch in.</param>
internal sealed class Programs(string python)
{
    private static readonly string Peers = Path.Combine(AppContext.BaseDirectory, "peers");

    /// <summary>Starts this program with other arguments.</summary>
    public static ProcessStartInfo Own(params IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(
            program, [.. isHost ? [typeof(Programs).Assembly.Location] : (string[])[], .. arguments]);
    }

    /// <summary>Starts the tool <c>squeezebert</c>.</summary>
    public static ProcessStartInfo Tool(params IEnumerable<string> arguments) => Own([EmbeddedToolCommand.Word, .. arguments]);

    /// <summary>Starts a program of <c>bench/peers</c>.</summary>
    public ProcessStartInfo Peer(string script, params IEnumerable<string> arguments) =>
        new(python, [Path.Combine(Peers, script), .. arguments]);
}
