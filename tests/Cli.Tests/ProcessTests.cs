namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>The built tool as a process: what only a process shows.</summary>
[TestFixture]
public sealed class ProcessTests
{
    private static readonly Dictionary<string, string> Plain = [];

    [Test]
    public async Task The_first_command_of_the_readme_prints_a_label_and_says_which_device_computed_it()
    {
        ToolRun run = (await ToolRun.Child("", Plain, "classify", "a charming and often affecting journey")).MustSucceed();
        Assert.Multiple(() =>
        {
            Assert.That(run.Output, Does.Match(@"^POSITIVE 0\.\d{4}  a charming and often affecting journey\n$"));
            Assert.That(run.Error, Does.Match(@"^computed on (cpu|cuda|opencl): .+\n$"));
        });
    }

    [Test]
    public async Task Exit_statuses_tell_success_failure_and_wrong_usage_apart()
    {
        (await ToolRun.Child("", Plain, "--version")).MustSucceed();
        (await ToolRun.Child("", Plain, "inspect", "no-such-directory")).MustFail(1, "no-such-directory", "expected");
        (await ToolRun.Child("", Plain, "devices", "--no-such-option")).MustFail(2, "'--no-such-option'");
    }

    [Test]
    public async Task Text_from_stdin_passes_through_as_utf8_without_a_mark()
    {
        ToolRun run = (await ToolRun.Child("caf\u00e9 \U0001F600\n", Plain, "classify", "--input", "-", "--json")).MustSucceed();
        Assert.That(run.Output, Does.StartWith("{\"text\":\"caf\u00e9 \U0001F600\",\"label\":"));
    }

    [Test]
    public async Task Numbers_do_not_depend_on_the_culture(
        [Values] bool invariant)
    {
        var environment = new Dictionary<string, string>
        {
            ["LC_ALL"] = "de_DE.UTF-8",
            ["LANG"] = "de_DE.UTF-8",
            ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = invariant ? "1" : "0",
        };
        ToolRun run = (await ToolRun.Child("", environment, "classify", "good", "--json")).MustSucceed();
        Assert.That(run.Json.GetProperty("score").GetSingle(), Is.InRange(0.5f, 1f));
        run = (await ToolRun.Child("", environment, "classify", "good")).MustSucceed();
        Assert.That(run.Output, Does.Match(@"^POSITIVE 0\.\d{4}  good\n$"));
    }

    [Test]
    public async Task Arguments_are_never_read_from_a_file_that_an_at_sign_names()
    {
        ToolRun run = (await ToolRun.Child("", Plain, "tokenize", "@nobody is here", "--json")).MustSucceed();
        Assert.That(run.Json.GetProperty("tokens").ToString(), Does.Contain("\"@\""));
    }
}
