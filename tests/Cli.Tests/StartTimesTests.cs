using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>How long it takes until a model runs, in <c>bench</c>; and <c>--cuda-graphs</c>.</summary>
[TestFixture]
public sealed class StartTimesTests
{
    private static readonly string[] Shortest = ["--batch", "1", "--sequence", "2", "--repeats", "1", "--warmup", "0"];

    [Test]
    public async Task Bench_tells_opening_loading_and_compiling_apart()
    {
        JsonElement cpu = await Start("cpu");
        JsonElement simulator = await Start("simulator");
        double Of(JsonElement start, string name) => start.GetProperty(name + "_milliseconds").GetDouble();
        Assert.Multiple(() =>
        {
            Assert.That(Of(cpu, "open"), Is.Positive);
            Assert.That(Of(cpu, "load"), Is.Positive);
            Assert.That(Of(cpu, "compile"), Is.Zero);
            Assert.That(Of(simulator, "compile"), Is.Positive.And.LessThan(Of(simulator, "load")));
            JsonElement kernels = simulator.GetProperty("kernel_cache");
            Assert.That(kernels.GetProperty("compiled").GetInt32(), Is.Positive);
            Assert.That(kernels.GetProperty("folder").ValueKind, Is.EqualTo(JsonValueKind.Null), "only a GPU's are kept");
        });
    }

    [Test]
    public async Task People_get_rows()
    {
        ToolRun run = (await ToolRun.InProcess(["bench", "--device", "cpu", .. Shortest])).MustSucceed();
        Assert.That(
            run.Output, Does.Contain("opening the device").And.Contain("loading the model").And.Contain("compiling kernels"));
    }

    [Test]
    public async Task Graphs_are_on_or_off()
    {
        (await ToolRun.InProcess(["bench", "--device", "cpu", "--cuda-graphs", "off", .. Shortest])).MustSucceed();
        (await ToolRun.InProcess("bench", "--cuda-graphs", "maybe")).MustFail(2, "--cuda-graphs", "on, off", "maybe");
    }

    private static async Task<JsonElement> Start(string device) =>
        (await ToolRun.InProcess(["bench", "--device", device, "--json", .. Shortest])).MustSucceed().Json.GetProperty("start");
}
