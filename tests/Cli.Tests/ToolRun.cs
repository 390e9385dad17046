using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>What a run of the tool left behind.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">What it wrote to stdout, byte for byte.</param>
/// <param name="Error">What it wrote to stderr.</param>
internal sealed record ToolRun(int Status, string Output, string Error)
{
    /// <summary>The results, line by line.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The results as one JSON document.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs the tool inside this process.</summary>
    public static Task<ToolRun> InProcess(params string[] arguments) => InProcess([], CancellationToken.None, arguments);

    /// <summary>Runs the tool inside this process, with bytes on stdin.</summary>
    public static async Task<ToolRun> InProcess(byte[] input, CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new MemoryStream();
        using StreamWriter writer = ToolStreams.Utf8Writer(output);
        using var error = new StringWriter();
        var streams = new ToolStreams { OpenInput = () => new MemoryStream(input), Output = writer, Error = error };
        int status = await Tool.RunAsync(arguments, streams, cancellationToken);
        return new ToolRun(status, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>Starts the built tool as a process of its own, on the dotnet that runs the tests.</summary>
    public static Process Start(string? folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        string own = Environment.ProcessPath ?? "";
        string dotnet = Path.GetFileNameWithoutExtension(own) == "dotnet"
            ? own
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = folder ?? TestContext.CurrentContext.WorkDirectory,
        };
        start.ArgumentList.Add(Path.Combine(TestContext.CurrentContext.TestDirectory, "squeezebert.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs the built tool as a process of its own.</summary>
    public static async Task<ToolRun> Child(
        string input, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using Process process = Start(null, environment, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new ToolRun(process.ExitCode, await output, await error);
    }

    /// <summary>Checks that the run failed with this status, nothing on stdout and one line that says these things.</summary>
    public void MustFail(int status, params string[] said) => Assert.Multiple(() =>
    {
        Assert.That(Status, Is.EqualTo(status), Error);
        Assert.That(Output, Is.Empty);
        Assert.That(Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1), Error);
        Assert.That(Error, Does.StartWith("squeezebert: "));
        foreach (string one in said)
        {
            Assert.That(Error, Does.Contain(one));
        }
    });

    /// <summary>Checks that the run succeeded.</summary>
    public ToolRun MustSucceed()
    {
        Assert.That(Status, Is.Zero, Error);
        return this;
    }
}
