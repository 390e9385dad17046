using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary><c>profile</c>.</summary>
[TestFixture]
public sealed class ProfileTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void CreateFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public async Task Json_has_operations_and_nodes_that_agree()
    {
        JsonElement report = (await Profile("--runs", "3", "--json")).MustSucceed().Json;
        JsonElement[] operations = [.. report.GetProperty("operations").EnumerateArray()];
        JsonElement[] nodes = [.. report.GetProperty("nodes").EnumerateArray()];
        double Sum(JsonElement[] rows, string name) => rows.Sum(row => row.GetProperty(name).GetDouble());
        Assert.Multiple(() =>
        {
            Assert.That(report.GetProperty("runs").GetInt32(), Is.EqualTo(3));
            Assert.That(report.GetProperty("sequence").GetInt32(), Is.EqualTo(6));
            Assert.That(report.GetProperty("median_seconds").GetDouble(), Is.GreaterThan(0));
            Assert.That(Sum(operations, "calls"), Is.EqualTo(nodes.Length));
            Assert.That(report.GetProperty("bytes").GetDouble(), Is.EqualTo(Sum(nodes, "bytes")));
            Assert.That(report.GetProperty("least_bytes").GetDouble(), Is.GreaterThan(0).And.LessThan(Sum(nodes, "bytes")));
            Assert.That(
                report.GetProperty("bytes_over_least").GetDouble() * report.GetProperty("least_bytes").GetDouble(),
                Is.EqualTo(Sum(nodes, "bytes")).Within(1)); // the quotient is rounded
            Assert.That(nodes.Select(node => node.GetProperty("kernel").GetString()), Is.All.EqualTo("host"));
            Assert.That(Sum(operations, "share"), Is.EqualTo(1).Within(1e-9)); // a sum of doubles
            Assert.That(Sum(operations, "seconds"), Is.EqualTo(Sum(nodes, "seconds")).Within(1e-9)); // likewise
            foreach (string exact in (string[])["flops", "bytes"])
            {
                Assert.That(Sum(operations, exact), Is.EqualTo(Sum(nodes, exact)).And.GreaterThan(0), exact);
            }

            Assert.That(
                operations.Select(row => row.GetProperty("operation").GetString()),
                Is.EquivalentTo(nodes.Select(node => node.GetProperty("operation").GetString()).Distinct()));
        });
    }

    [Test]
    public async Task The_trace_has_a_complete_event_for_every_node_and_run()
    {
        JsonElement report = (await Profile("--runs", "4", "--trace", folder["trace.json"], "--json")).MustSucceed().Json;
        JsonElement trace = JsonDocument.Parse(File.ReadAllText(folder["trace.json"])).RootElement;
        JsonElement[] events =
        [
            .. trace.GetProperty("traceEvents").EnumerateArray().Where(one => one.GetProperty("ph").GetString() == "X"),
        ];
        Assert.That(report.GetProperty("trace").GetString(), Is.EqualTo(folder["trace.json"]));
        Assert.That(events, Has.Length.EqualTo(4 * report.GetProperty("nodes").GetArrayLength()));
        double end = 0;
        foreach (JsonElement one in events)
        {
            Assert.That(one.GetProperty("ts").GetDouble(), Is.GreaterThanOrEqualTo(end - 1e-6)); // microseconds, added up as doubles
            end = one.GetProperty("ts").GetDouble() + one.GetProperty("dur").GetDouble();
        }
    }

    [Test]
    public async Task People_get_kinds_of_operations_or_nodes()
    {
        ToolRun kinds = (await Profile("--runs", "1")).MustSucceed();
        ToolRun nodes = (await Profile("--runs", "1", "--by-node")).MustSucceed();
        Assert.Multiple(() =>
        {
            Assert.That(kinds.Output, Does.Contain("calls").And.Contain("GFLOP/s").And.Contain("GB/s").And.Contain("100.0 %"));
            Assert.That(kinds.Output, Does.Match(@"GroupedFeedForward +host").And.Match(@"bytes moved / least +\d\.\d\d x"));
            Assert.That(kinds.Output, Does.Not.Contain("classifier"));
            Assert.That(nodes.Output, Does.Contain("classifier").And.Contain("f32[sentences 2, channels 2]"));
            Assert.That(nodes.Output, Does.Match(@"GroupedFeedForward +host"));
        });
    }

    [Test]
    public async Task A_trace_that_cannot_be_written_is_refused_and_nothing_is_left_of_an_interrupted_one()
    {
        (await Profile("--trace", folder["nowhere/trace.json"])).MustFail(1, "trace.json", "does not exist");
        string[] arguments = ["profile", "--device", "cpu", "--trace", folder["trace.json"]];
        (await ToolRun.InProcess([], new CancellationToken(canceled: true), arguments)).MustFail(130, "interrupted");
        Assert.That(folder.Names, Is.Empty);
    }

    private static Task<ToolRun> Profile(params string[] more) => ToolRun.InProcess(
        ["profile", "--device", "cpu", "--batch", "2", "--sequence", "6", "--warmup", "1", .. more]);
}
