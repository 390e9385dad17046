using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary><c>graph</c>.</summary>
[TestFixture]
public sealed class GraphTests
{
    [Test]
    public async Task Json_has_both_graphs_and_their_plans()
    {
        JsonElement report = (await ToolRun.InProcess("graph", "--batch", "3", "--sequence", "10", "--json")).MustSucceed().Json;
        Assert.Multiple(() =>
        {
            Assert.That(Nodes(report, "after"), Has.Length.LessThan(Nodes(report, "before").Length));
            foreach (string stage in (string[])["before", "after"])
            {
                JsonElement[] results = [.. Nodes(report, stage).SelectMany(node => node.GetProperty("results").EnumerateArray())];
                long[] bytes = [.. results.Select(result => result.GetProperty("bytes").GetInt64())];
                long arena = Number(report.GetProperty(stage), "arena_bytes");
                Assert.That(Number(report.GetProperty(stage), "arena_bytes_without_reuse"), Is.EqualTo(bytes.Sum()));
                Assert.That(arena, Is.GreaterThanOrEqualTo(bytes.Max()).And.LessThan(bytes.Sum()));
                Assert.That(results.Select(result => Number(result, "offset") + Number(result, "bytes")), Is.All.LessThanOrEqualTo(arena));
                Assert.That(results.Select(result => Number(result, "last_node")), Is.All.LessThanOrEqualTo(Nodes(report, stage).Length));
                Assert.That(report.GetProperty(stage).GetProperty("outputs").GetProperty("logits").GetString(), Is.EqualTo("classifier"));
            }

            JsonElement first = Nodes(report, "after")[0].GetProperty("results")[0];
            Assert.That(first.GetProperty("type").GetString(), Is.EqualTo("f32[tokens, channels 128]"));
            Assert.That(first.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()), Is.EqualTo(new[] { 30, 128 }));
        });
    }

    [TestCase("table", "after rewriting: ")]
    [TestCase("mermaid", "subgraph after[")]
    [TestCase("dot", "subgraph cluster_after {")]
    public async Task Every_format_shows_the_stages_that_are_asked_for(string format, string afterwards)
    {
        string beforehand = afterwards.Replace("after", "before", StringComparison.Ordinal);
        ToolRun both = (await ToolRun.InProcess("graph", "--format", format)).MustSucceed();
        ToolRun before = (await ToolRun.InProcess("graph", "--format", format, "--before")).MustSucceed();
        ToolRun after = (await ToolRun.InProcess("graph", "--format", format, "--after")).MustSucceed();
        Assert.Multiple(() =>
        {
            Assert.That(both.Output, Does.Contain(beforehand).And.Contain(afterwards));
            Assert.That(before.Output, Does.Contain(beforehand).And.Not.Contain(afterwards));
            Assert.That(after.Output, Does.Contain(afterwards).And.Not.Contain(beforehand));
            Assert.That(after.Output, Does.Contain("f32[tokens 128, channels 128]").And.Contain("without reuse"));
            Assert.That(both.Error, Is.Empty);
        });
    }

    [Test]
    public async Task A_diagram_that_is_too_large_for_Mermaid_is_drawn_with_a_warning()
    {
        using var folder = new TemporaryFolder();
        (await ToolRun.InProcess("init", "--config", "base", "--out", folder["base"])).MustSucceed();
        ToolRun run = (await ToolRun.InProcess("graph", "--model", folder["base"], "--format", "mermaid")).MustSucceed();
        Assert.That(run.Output, Does.StartWith("flowchart TB\n").And.EndWith("  end\n"));
        Assert.That(run.Error, Does.Contain("maxTextSize").And.Contain("--after"));
    }

    [Test]
    public async Task A_file_gets_what_stdout_would()
    {
        using var folder = new TemporaryFolder();
        ToolRun shown = (await ToolRun.InProcess("graph", "--format", "dot")).MustSucceed();
        ToolRun written = (await ToolRun.InProcess("graph", "--format", "dot", "--out", folder["g.dot"])).MustSucceed();
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(folder["g.dot"]), Is.EqualTo(shown.Output));
            Assert.That(written.Output, Is.Empty);
            Assert.That(written.Error, Does.Contain("g.dot").And.Contain("after rewriting"));
        });
        (await ToolRun.InProcess("graph", "--out", folder["nowhere/g"])).MustFail(1, "nowhere", "does not exist");
    }

    private static JsonElement[] Nodes(JsonElement report, string stage) =>
        [.. report.GetProperty(stage).GetProperty("nodes").EnumerateArray()];

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
