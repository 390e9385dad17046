using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>Several OpenCL devices and several processes, which PoCL can give a machine that has no GPU.</summary>
[TestFixture]
[Category("OpenCL")]
public sealed class SeveralDevicesTests
{
    // PoCL's own variable: its two ways to run on a processor, as two devices.
    private static readonly Dictionary<string, string> TwoDevices = new() { ["POCL_DEVICES"] = "basic pthread" };

    private static readonly string[] Shortest = ["--json", "--batch", "1", "--sequence", "2", "--repeats", "1", "--warmup", "0"];

    [OneTimeSetUp]
    public async Task Find()
    {
        ToolRun run = (await ToolRun.Child("", TwoDevices, "devices", "--json")).MustSucceed();
        if (run.Json.GetProperty("missing").TryGetProperty("opencl", out JsonElement why))
        {
            Assert.That(
                Environment.GetEnvironmentVariable("SQUEEZEBERT_REQUIRE_OPENCL"), Is.Not.EqualTo("1"), "OpenCL is required here");
            Assert.Ignore($"OpenCL: {why}");
        }
    }

    [Test]
    public async Task A_device_is_asked_for_as_it_is_listed()
    {
        ToolRun listed = (await ToolRun.Child("", TwoDevices, "devices", "--json")).MustSucceed();
        JsonElement[] devices =
        [
            .. listed.Json.GetProperty("devices").EnumerateArray()
                .Where(device => device.GetProperty("kind").GetString() == "opencl"),
        ];
        Assert.That(devices.Select(device => device.GetProperty("index").GetInt32()), Is.EqualTo(Enumerable.Range(0, devices.Length)));
        foreach (JsonElement device in devices)
        {
            string option = device.GetProperty("option").GetString()!;
            ToolRun run = (await ToolRun.Child(
                "", TwoDevices, ["bench", "--device", option, "--kernel-cache", "off", .. Shortest])).MustSucceed();
            Assert.That(
                run.Json.GetProperty("device").GetProperty("name").GetString(), Is.EqualTo(device.GetProperty("name").GetString()));
        }

        (await ToolRun.Child("", TwoDevices, "classify", "text", "--device", $"opencl:{devices.Length}")).MustFail(
            1, $"there is no device {devices.Length}", devices[0].GetProperty("name").GetString()!);
    }

    [Test]
    public async Task Two_processes_at_once_keep_what_a_third_one_finds()
    {
        using var folder = new TemporaryFolder();
        var variables = new Dictionary<string, string> { ["SQUEEZEBERT_KERNEL_CACHE"] = folder["kernels"] };
        Task<ToolRun> Bench() => ToolRun.Child("", variables, ["bench", "--device", "opencl", .. Shortest]);
        JsonElement KernelsOf(ToolRun run) => run.MustSucceed().Json.GetProperty("start").GetProperty("kernel_cache");
        JsonElement[] together = [.. (await Task.WhenAll(Bench(), Bench())).Select(KernelsOf)];
        JsonElement third = KernelsOf(await Bench());
        int Count(JsonElement kernels, string what) => kernels.GetProperty(what).GetInt32();
        Assert.Multiple(() =>
        {
            foreach (JsonElement kernels in (JsonElement[])[.. together, third])
            {
                Assert.That(Count(kernels, "found") + Count(kernels, "compiled"), Is.EqualTo(Count(third, "found")));
                Assert.That(Count(kernels, "damaged"), Is.Zero);
                Assert.That(kernels.GetProperty("problem").ValueKind, Is.EqualTo(JsonValueKind.Null), kernels.ToString());
            }

            Assert.That(Count(third, "found"), Is.Positive);
            Assert.That(Count(third, "compiled"), Is.Zero);
        });
    }

    [Test]
    public async Task Devices_tells_what_is_kept_and_makes_no_folder()
    {
        using var folder = new TemporaryFolder();
        string kernels = folder["kernels"];
        async Task<ToolRun> List(params string[] more) =>
            (await ToolRun.InProcess(["devices", "--kernel-cache", kernels, .. more])).MustSucceed();
        JsonElement before = (await List("--json")).Json.GetProperty("kernel_cache");
        Assert.That(before.GetProperty("folder").GetString(), Is.EqualTo(kernels));
        Assert.That(before.GetProperty("exists").GetBoolean(), Is.False);
        Assert.That(before.GetProperty("kernels").GetInt32(), Is.Zero);
        Assert.That((await List()).Lines, Has.One.EqualTo($"compiled kernels will be kept in {kernels}"));
        Assert.That(folder.Names, Is.Empty);

        ToolRun bench = (await ToolRun.InProcess(["bench", "--device", "opencl", "--kernel-cache", kernels, .. Shortest])).MustSucceed();
        int compiled = bench.Json.GetProperty("start").GetProperty("kernel_cache").GetProperty("compiled").GetInt32();
        JsonElement after = (await List("--json")).Json.GetProperty("kernel_cache");
        long bytes = Directory.GetFiles(kernels).Sum(path => new FileInfo(path).Length);
        Assert.Multiple(() =>
        {
            Assert.That(compiled, Is.Positive);
            Assert.That(after.GetProperty("exists").GetBoolean(), Is.True);
            Assert.That(after.GetProperty("kernels").GetInt32(), Is.EqualTo(compiled));
            Assert.That(after.GetProperty("bytes").GetInt64(), Is.EqualTo(bytes));
            Assert.That(after.GetProperty("compile_milliseconds").GetDouble(), Is.Positive);
        });
        Assert.That((await List()).Lines, Has.One.StartsWith($"compiled kernels are kept in {kernels}: {compiled}, "));
        JsonElement off = (await ToolRun.InProcess("devices", "--json", "--kernel-cache", "off")).MustSucceed().Json;
        Assert.That(off.GetProperty("kernel_cache").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task A_cache_that_cannot_be_used_is_told_once_and_the_command_succeeds()
    {
        using var folder = new TemporaryFolder();
        string file = folder["file"];
        File.WriteAllText(file, "");
        string[][] commands =
            [["devices", "--json"], ["bench", "--device", "opencl", .. Shortest], ["classify", "text", "--device", "opencl"]];
        foreach (string[] command in commands)
        {
            ToolRun run = (await ToolRun.Child("", new Dictionary<string, string>(), [.. command, "--kernel-cache", file])).MustSucceed();
            Assert.That(run.Error.Split("kernel cache: "), Has.Length.EqualTo(2), command[0]);
            Assert.That(run.Error, Does.Contain(file), command[0]);
        }
    }
}
