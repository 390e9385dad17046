using System.Text;
using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary><c>bench</c>.</summary>
[TestFixture]
public sealed class BenchTests
{
    private static readonly string[] Arguments = ["bench", "--device", "cpu", "--repeats", "7", "--warmup", "1"];

    [Test]
    public async Task Percentiles_stand_in_order_and_throughput_is_that_of_the_median()
    {
        ToolRun run = (await ToolRun.InProcess([.. Arguments, "--batch", "2", "--sequence", "6", "--json"])).MustSucceed();
        double Number(string name) => run.Json.GetProperty(name).GetDouble();
        double[] times =
            [.. new[] { "min", "p50", "p90", "p95", "p99" }.Select(name => Number($"{name}_seconds"))];
        Assert.Multiple(() =>
        {
            Assert.That(times, Is.Ordered);
            Assert.That(times[0], Is.GreaterThan(0));
            Assert.That(Number("median_seconds"), Is.EqualTo(times[1]), "the middle one of seven");
            Assert.That(Number("sequences_per_second"), Is.EqualTo(2 / times[1]));
            Assert.That(Number("back_to_back_seconds"), Is.GreaterThan(0));
        });
    }

    [Test]
    public async Task Bytes_are_those_of_the_profile()
    {
        string[] shape = ["--batch", "2", "--sequence", "6", "--json"];
        ToolRun bench = (await ToolRun.InProcess([.. Arguments, .. shape])).MustSucceed();
        ToolRun profile = (await ToolRun.InProcess(["profile", "--device", "cpu", "--runs", "1", .. shape])).MustSucceed();
        Assert.That(
            bench.Json.GetProperty("bytes").GetInt64(),
            Is.EqualTo(profile.Json.GetProperty("nodes").EnumerateArray().Sum(node => node.GetProperty("bytes").GetInt64())));
    }

    [Test]
    public async Task Several_shapes_give_an_object_a_line_in_their_order()
    {
        ToolRun list = (await ToolRun.InProcess([.. Arguments, "--shapes", "2x3,1x5", "--json"])).MustSucceed();
        ToolRun lines = (await ToolRun.InProcess(
            Encoding.ASCII.GetBytes("2x3\n1x5\n"), CancellationToken.None, [.. Arguments, "--shapes", "-", "--json"])).MustSucceed();
        foreach (ToolRun run in (ToolRun[])[list, lines])
        {
            IEnumerable<(int, int)> shapes = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).Select(
                report => (report.GetProperty("batch").GetInt32(), report.GetProperty("sequence").GetInt32()));
            Assert.That(shapes, Is.EqualTo(new[] { (2, 3), (1, 5) }));
        }
    }

    [Test]
    public async Task A_line_that_is_no_shape_ends_the_command_after_the_lines_before_it()
    {
        ToolRun run = await ToolRun.InProcess(
            "1x5\n1 x 5\n"u8.ToArray(), CancellationToken.None, [.. Arguments, "--shapes", "-", "--json"]);
        Assert.Multiple(() =>
        {
            Assert.That(run.Status, Is.EqualTo(2));
            Assert.That(run.Lines, Has.Length.EqualTo(1));
            Assert.That(run.Error, Is.EqualTo("squeezebert: --shapes: expected batch x sequence, such as 8x128, found '1 x 5'\n"));
        });
    }

    [Test]
    public async Task People_get_a_table_a_shape()
    {
        ToolRun run = (await ToolRun.InProcess([.. Arguments, "--shapes", "2x3,1x5"])).MustSucceed();
        Assert.That(run.Output, Does.Contain("2 x 3").And.Contain("1 x 5").And.Contain("99th percentile").And.Contain("back to back"));
    }
}
