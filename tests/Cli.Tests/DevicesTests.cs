using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary><c>devices</c>.</summary>
[TestFixture]
public sealed class DevicesTests
{
    [Test]
    public async Task Json_tells_every_device_the_choice_and_what_is_missing()
    {
        ToolRun run = (await ToolRun.InProcess("devices", "--json")).MustSucceed();
        JsonElement.ArrayEnumerator devices = run.Json.GetProperty("devices").EnumerateArray();
        string[] kinds = [.. devices.Select(device => device.GetProperty("kind").GetString()!)];
        string[] missing = [.. run.Json.GetProperty("missing").EnumerateObject().Select(property => property.Name)];
        JsonElement automatic = run.Json.GetProperty("automatic");
        Assert.Multiple(() =>
        {
            Assert.That(kinds, Does.Contain("cpu").And.Contain("simulator"));
            Assert.That(kinds.Concat(missing), Does.Contain("cuda").And.Contain("opencl"));
            Assert.That(automatic.GetProperty("kind").GetString(), Is.AnyOf("cuda", "opencl", "cpu"));
            Assert.That(
                devices.Select(device => device.GetProperty("option").GetString()),
                Is.Unique.And.Contain("cpu").And.Contain("simulator"));
            Assert.That(automatic.GetProperty("reason").GetString(), Is.Not.Empty);
            Assert.That(run.Error, Is.Empty);
        });
    }

    [Test]
    public async Task The_table_marks_one_device_as_picked()
    {
        ToolRun run = (await ToolRun.InProcess("devices")).MustSucceed();
        Assert.That(run.Lines.Count(line => line.Contains("picked", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("auto picks "));
    }
}
