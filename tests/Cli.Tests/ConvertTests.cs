namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>PyTorch's checkpoints: run as they are, and converted.</summary>
[TestFixture]
public sealed class ConvertTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void CreateFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public async Task A_checkpoint_is_converted_and_both_are_inspected_alike()
    {
        string legacy = Path.Combine(FixtureFiles.Checkpoints, "legacy");
        ToolRun convert = (await ToolRun.InProcess("convert", legacy, "--out", folder["new"], "--json")).MustSucceed();
        ToolRun before = (await ToolRun.InProcess("inspect", legacy, "--json")).MustSucceed();
        ToolRun after = (await ToolRun.InProcess("inspect", folder["new"], "--json")).MustSucceed();
        Assert.Multiple(() =>
        {
            Assert.That(convert.Json.GetProperty("tensors").GetInt32(), Is.EqualTo(44));
            Assert.That(convert.Json.GetProperty("source").GetString(), Does.EndWith("pytorch_model.bin"));
            Assert.That(
                convert.Json.GetProperty("tied_copies").EnumerateArray().Select(name => name.GetString()),
                Is.EqualTo((string[])["cls.predictions.decoder.bias", "cls.predictions.decoder.weight"]));
            foreach (string figure in (string[])["parameters", "flops"])
            {
                Assert.That(
                    after.Json.GetProperty("model").GetProperty(figure).GetInt64(),
                    Is.EqualTo(before.Json.GetProperty("model").GetProperty(figure).GetInt64()));
            }
        });
    }

    [Test]
    public async Task The_message_says_what_was_written_where_and_what_was_left_out()
    {
        string legacy = Path.Combine(FixtureFiles.Checkpoints, "legacy");
        ToolRun run = (await ToolRun.InProcess("convert", legacy, "--out", folder["new"])).MustSucceed();
        Assert.That(run.Output, Is.Empty);
        Assert.That(
            run.Error, Does.StartWith($"wrote {folder["new/model.safetensors"]}: 44 tensors, ").And.Contains("left out: cls.predictions.decoder.bias"));
    }

    [Test]
    public async Task A_hostile_checkpoint_is_one_line_and_leaves_nothing()
    {
        string hostile = Path.Combine(FixtureFiles.Checkpoints, "hostile", "zip-global");
        (await ToolRun.InProcess("convert", hostile, "--out", folder["new"])).MustFail(1, "pytorch_model.bin", "posix.system");
        Assert.That(folder.Names, Is.Empty);
    }

    [Test]
    public async Task A_file_as_the_target_is_wrong_usage()
    {
        string zip = Path.Combine(FixtureFiles.Checkpoints, "zip");
        (await ToolRun.InProcess("convert", zip, "--out", folder.Write("file", "x"))).MustFail(2, "found a file");
    }
}
