using System.Diagnostics;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>Signals to the built tool, whose stdin stays open until it has ended.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "there is no kill to send a signal with")]
public sealed class InterruptionTests
{
    private const int Hang = 60_000; // where the tool does not end

    private static readonly Dictionary<string, string> Plain = [];

    private TemporaryFolder folder = null!;

    [SetUp]
    public void CreateFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [CancelAfter(Hang)]
    [TestCase("INT", "classify", "--input", "-", "--json")]
    [TestCase("TERM", "classify", "--input", "-", "--json")]
    [TestCase("HUP", "classify", "--input", "-", "--json")]
    [TestCase("INT", "tokenize", "--input", "-", "--json")]
    public async Task A_signal_ends_a_command_that_waits_for_stdin(string signal, params string[] arguments)
    {
        CancellationToken hangs = TestContext.CurrentContext.CancellationToken;
        using Process tool = ToolRun.Start(folder.Root, Plain, arguments);
        await tool.StandardInput.WriteAsync("good\n");
        await tool.StandardInput.FlushAsync(hangs);
        Assert.That(await tool.StandardOutput.ReadLineAsync(hangs), Does.Contain("good"));
        await Ends(tool, hangs, signal);
    }

    [Test]
    [CancelAfter(Hang)]
    public async Task A_signal_leaves_no_half_written_file(CancellationToken hangs)
    {
        Task file = NextFile(hangs);
        using Process tool = ToolRun.Start(folder.Root, Plain, "classify", "--input", "-", "--output", "out.jsonl");
        await file;
        await Ends(tool, hangs, "INT");
        Assert.That(folder.Names, Is.Empty);
    }

    [Test]
    [CancelAfter(Hang)]
    public async Task A_second_signal_ends_a_command_that_cannot_stop_and_leaves_no_half_written_file(CancellationToken hangs)
    {
        // A named pipe in the configuration's place, which nobody ever writes to, holds the command up for good.
        string model = Directory.CreateDirectory(folder["model"]).FullName;
        await Run("mkfifo", [Path.Combine(model, "config.json")], hangs);
        Task file = NextFile(hangs);
        using Process tool = ToolRun.Start(
            folder.Root, Plain, "classify", "good", "--model", model, "--output", "out.jsonl", "--device", "cpu");
        await file;
        await Ends(tool, hangs, "INT", "TERM");
        Assert.That(folder.Names, Is.EqualTo(new[] { "model" }));
    }

    private static async Task Run(string program, string[] arguments, CancellationToken hangs)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(hangs);
        Assert.That(process.ExitCode, Is.Zero, program);
    }

    private static async Task Ends(Process tool, CancellationToken hangs, params string[] signals)
    {
        try
        {
            foreach (string signal in signals)
            {
                await Run("kill", [$"-{signal}", $"{tool.Id}"], hangs);
            }

            await tool.WaitForExitAsync(hangs);
        }
        finally
        {
            tool.Kill();
        }

        Assert.That(tool.ExitCode, Is.EqualTo(130));
        string[] said = signals.Length == 1 ? ["squeezebert: interrupted"] : [];
        string error = await tool.StandardError.ReadToEndAsync(hangs);
        Assert.That(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(said));
    }

    private async Task NextFile(CancellationToken hangs)
    {
        var created = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(folder.Root) { Filter = "*.tmp" };
        watcher.Created += (_, _) => created.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await created.Task.WaitAsync(hangs);
    }
}
