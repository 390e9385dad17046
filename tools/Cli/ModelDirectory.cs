using System.CommandLine;

namespace SqueezeBert.Gpu.Cli;

/// <summary>The model that a command works on.</summary>
internal static class ModelDirectory
{
    /// <summary>The sentiment model that ships beside this assembly.</summary>
    public static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "Models", "sst2-mini");

    /// <summary><c>--model</c>, which is the shipped model when it is not given.</summary>
    public static Option<string?> Option() => new("--model")
    {
        Description = "A Hugging Face model directory. Default: the small sentiment model that ships with the tool.",
        HelpName = "DIR",
    };

    /// <summary><c>--model</c>, which has to be given.</summary>
    public static Option<string?> RequiredOption() =>
        new("--model") { Description = "A Hugging Face model directory.", HelpName = "DIR", Required = true };

    /// <summary>The directory of a command's model.</summary>
    public static string Of(Invocation invocation, Option<string?> option) =>
        invocation.Get(option) is { } given ? Check(given) : Shipped;

    /// <summary><c>--out</c>, where a command writes a model: refuses what can be no directory.</summary>
    public static string CheckTarget(string directory) => !File.Exists(directory)
        ? directory
        : throw new UsageException($"--out: {directory}: expected a directory, found a file");

    /// <summary>Refuses what is no directory.</summary>
    public static string Check(string directory) => Directory.Exists(directory)
        ? directory
        : directory.Length == 0 ? throw new UsageException("expected a model directory, found an empty name")
        : throw new DirectoryNotFoundException(
            $"{directory}: expected a model directory, found {(File.Exists(directory) ? "a file" : "nothing")}");
}
