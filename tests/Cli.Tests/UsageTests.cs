namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>Help, versions and arguments that make no sense.</summary>
[TestFixture]
public sealed class UsageTests
{
    private static readonly string[] Commands =
        ["devices", "inspect", "init", "convert", "forward", "tokenize", "classify", "bench", "profile", "graph"];

    [Test]
    public async Task The_version_is_the_tools_own() =>
        Assert.That((await ToolRun.InProcess("--version")).MustSucceed().Output, Does.StartWith("0.1.0"));

    [Test]
    public async Task The_help_lists_every_command()
    {
        ToolRun run = (await ToolRun.InProcess("--help")).MustSucceed();
        foreach (string command in Commands)
        {
            Assert.That(run.Output, Does.Contain($"  {command}"));
        }
    }

    [TestCaseSource(nameof(Commands))]
    public async Task A_commands_help_has_the_common_options_and_examples(string command)
    {
        ToolRun run = (await ToolRun.InProcess(command, "--help")).MustSucceed();
        string[] said =
        [
            "--device", "--precision", "--threads", "--kernel-cache", "--json", "--verbose", "Examples:",
            $"  squeezebert {command}",
        ];
        foreach (string one in said)
        {
            Assert.That(run.Output, Does.Contain(one));
        }
    }

    [TestCase("", TestName = "no command")]
    [TestCase("clasify text", TestName = "unknown command")]
    [TestCase("devices more", TestName = "unknown argument")]
    [TestCase("classify text --no-such-option", TestName = "unknown option")]
    [TestCase("classify text --device", TestName = "option without its value")]
    [TestCase("classify text --device gpu", TestName = "unknown device")]
    [TestCase("classify text --device cuda:first", TestName = "device's index not a number")]
    [TestCase("classify text --device opencl:-1", TestName = "device's index below 0")]
    [TestCase("classify text --device cuda:0:1", TestName = "two indices of a device")]
    [TestCase("classify text --device cpu:0", TestName = "index of the only device of its kind")]
    [TestCase("classify text --device auto:1", TestName = "index of no kind")]
    [TestCase("classify text --precision fp16", TestName = "unknown precision")]
    [TestCase("classify text --threads 0", TestName = "no threads")]
    [TestCase("classify text --threads two", TestName = "threads not a number")]
    [TestCase("classify", TestName = "no texts")]
    [TestCase("classify text --input file.txt", TestName = "texts and a file")]
    [TestCase("classify text --format txt", TestName = "format without a file")]
    [TestCase("classify one two --pair three", TestName = "two texts and a pair")]
    [TestCase("classify --input a.txt --pair three", TestName = "a file and a pair")]
    [TestCase("classify --input texts.doc", TestName = "unknown format")]
    [TestCase("classify --input texts.txt --text-column text", TestName = "column of lines")]
    [TestCase("tokenize text --stride 2 --truncation none", TestName = "stride without truncation")]
    [TestCase("inspect", TestName = "no directory")]
    [TestCase("convert", TestName = "nothing to convert")]
    [TestCase("init --config tiny", TestName = "no output directory")]
    [TestCase("init --config large --out x", TestName = "unknown size")]
    [TestCase("forward --inputs in --outputs out", TestName = "no model")]
    [TestCase("bench --batch 0", TestName = "empty batch")]
    [TestCase("bench --repeats 3 --seconds 1", TestName = "repeats and seconds")]
    [TestCase("bench --seconds -1", TestName = "negative seconds")]
    [TestCase("bench --shapes 8x128,8", TestName = "shape without a sequence")]
    [TestCase("bench --shapes 8x128 --batch 8", TestName = "shapes and a batch")]
    [TestCase("bench --shapes 1048576x1048576", TestName = "shape that no array holds")]
    [TestCase("profile --runs 0", TestName = "no runs")]
    [TestCase("profile --trace", TestName = "trace without a file")]
    [TestCase("profile --batch 1048576 --sequence 1048576", TestName = "batch that no array holds")]
    [TestCase("graph --format svg", TestName = "unknown diagram")]
    [TestCase("graph --format dot --json", TestName = "diagram and JSON")]
    [TestCase("graph --sequence 100000", TestName = "graph of too long a sequence")]
    public async Task Wrong_usage_is_one_line_and_status_2(string line) =>
        (await ToolRun.InProcess(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).MustFail(2);

    [TestCase("--output", "classify", "text")]
    [TestCase("--input", "classify")]
    [TestCase("--outputs", "forward", "--model", "m", "--inputs", "in.safetensors")]
    [TestCase("--trace", "profile")]
    [TestCase("--out", "graph")]
    [TestCase("--out", "init", "--config", "tiny")]
    [TestCase("--model", "bench")]
    public async Task An_empty_name_of_a_file_is_wrong_usage(string option, params string[] line) =>
        (await ToolRun.InProcess([.. line, option, ""])).MustFail(2, $"{option}: expected a name, found an empty one");

    [Test]
    public async Task What_is_read_is_not_written_over()
    {
        using var folder = new TemporaryFolder();
        string texts = folder.Write("texts.txt", "a charming journey\n");
        (await ToolRun.InProcess("classify", "--input", texts, "--output", texts)).MustFail(2, "--output: ", "texts.txt");
        (await ToolRun.InProcess("forward", "--model", FixtureFiles.Golden, "--inputs", texts, "--outputs", texts))
            .MustFail(2, "--outputs: ", "texts.txt");
        Assert.That(File.ReadAllText(texts), Is.EqualTo("a charming journey\n"));
    }

    [Test]
    public async Task Wrong_values_are_named_with_what_was_expected_and_found() =>
        (await ToolRun.InProcess("bench", "--batch", "many")).MustFail(2, "--batch", "expected", "'many'");

    [Test]
    public async Task Verbose_adds_the_stack()
    {
        ToolRun run = await ToolRun.InProcess("inspect", "nowhere", "--verbose");
        Assert.That(run.Status, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("   at SqueezeBert.Gpu.Cli."));
    }

    [Test]
    public async Task A_device_that_is_absent_is_said_to_be()
    {
        ToolRun devices = (await ToolRun.InProcess("devices", "--json")).MustSucceed();
        foreach (string kind in (string[])["cuda", "opencl"])
        {
            if (devices.Json.GetProperty("missing").TryGetProperty(kind, out _))
            {
                (await ToolRun.InProcess("classify", "text", "--device", kind)).MustFail(1, "device");
            }
        }
    }
}
