using System.Text;
using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary><c>classify</c> from every kind of input to every kind of output.</summary>
[TestFixture]
public sealed class ClassifyTests
{
    private const string Praise = "a charming and often affecting journey";
    private const string Blame = "unflinchingly bleak and desperate";

    private TemporaryFolder folder = null!;

    [SetUp]
    public void CreateFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    private static string[] Strings(ToolRun run, string key) =>
        [.. run.MustSucceed().Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty(key).GetString()!)];

    private static string[] Labels(ToolRun run) => Strings(run, "label");

    [Test]
    public async Task Texts_as_arguments()
    {
        ToolRun run = (await ToolRun.InProcess("classify", Praise, Blame)).MustSucceed();
        Assert.That(run.Lines, Has.Length.EqualTo(2));
        Assert.That(run.Lines[0], Does.StartWith("POSITIVE 0.").And.EndsWith(Praise));
        Assert.That(run.Lines[1], Does.StartWith("NEGATIVE 0.").And.EndsWith(Blame));
    }

    [TestCase("in.txt", Praise + "\r\n" + Blame)]
    [TestCase("in.jsonl", "{\"id\":1,\"text\":\"" + Praise + "\"}\n\n{\"text\":\"" + Blame + "\",\"pair\":null}\n")]
    [TestCase("in.csv", "id,sentence\n1,\"" + Praise + "\"\n2," + Blame + "\n")]
    [TestCase("in.tsv", "sentence\tlabel\n\"" + Praise + "\t1\n" + Blame + "\t0\n")]
    [TestCase("case.csv", "Id,Text\n1," + Praise + "\n2," + Blame + "\n")]
    [TestCase("mark.csv", "\ufeffText,Id\n" + Praise + ",1\n" + Blame + ",2\n")]
    [TestCase("only.csv", "opinion\n" + Praise + "\n" + Blame + "\n")]
    public async Task Texts_from_a_file(string name, string content) => Assert.That(
        Labels(await ToolRun.InProcess("classify", "--json", "--input", folder.Write(name, content))),
        Is.EqualTo(new[] { "POSITIVE", "NEGATIVE" }));

    [TestCase("txt", Praise)]
    [TestCase("jsonl", "{\"text\":\"" + Praise + "\"}")]
    [TestCase("csv", "text\n" + Praise)]
    public async Task Texts_from_stdin(string format, string content) => Assert.That(
        Labels(await ToolRun.InProcess(
            Encoding.UTF8.GetBytes(content), CancellationToken.None, "classify", "--json", "--input", "-", "--format", format)),
        Is.EqualTo(new[] { "POSITIVE" }));

    [Test]
    public async Task A_text_that_looks_like_an_option_goes_behind_two_dashes()
    {
        (await ToolRun.InProcess("classify", "text", "--bad")).MustFail(2, "'--bad'", "--");
        ToolRun run = (await ToolRun.InProcess("classify", "-5 stars", "--json", "--", "--bad", "-good")).MustSucceed();
        Assert.That(Strings(run, "text"), Is.EqualTo(new[] { "-5 stars", "--bad", "-good" }));
    }

    [Test]
    public async Task Columns_can_be_named()
    {
        string file = folder.Write("in.csv", "text,review,title\nbad," + Praise + ",good\n");
        ToolRun run = (await ToolRun.InProcess(
            "classify", "--json", "--input", file, "--text-column", "review", "--pair-column", "title")).MustSucceed();
        Assert.That(run.Json.GetProperty("text").GetString(), Is.EqualTo(Praise));
        Assert.That(run.Json.GetProperty("pair").GetString(), Is.EqualTo("good"));
    }

    [TestCase("review", Praise)]
    [TestCase("Review", Blame)]
    [TestCase("STARS", "5")]
    public async Task A_column_is_found_in_any_case_and_as_it_is_written_first(string column, string text)
    {
        string file = folder.Write("in.csv", "Stars,Review,review\n5," + Blame + "," + Praise + "\n");
        ToolRun run = await ToolRun.InProcess("classify", "--json", "--input", file, "--text-column", column);
        Assert.That(Strings(run, "text"), Is.EqualTo(new[] { text }));
    }

    [TestCase("in.csv", "Id,Tweet\n1,good\n")]
    [TestCase("in.tsv", "Id\tTweet\n1\tgood\n")]
    public async Task Of_several_columns_none_is_guessed(string name, string content)
    {
        string file = folder.Write(name, content);
        (await ToolRun.InProcess("classify", "--input", file, "--output", folder["out.jsonl"]))
            .MustFail(2, "--text-column", name, "Id, Tweet");
        Assert.That(folder.Names, Is.EqualTo(new[] { name }));
    }

    [Test]
    public async Task All_scores_add_up()
    {
        ToolRun run = (await ToolRun.InProcess("classify", Praise, "--json", "--all-scores")).MustSucceed();
        JsonElement scores = run.Json.GetProperty("scores");
        Assert.That(scores.GetProperty("POSITIVE").GetSingle(), Is.EqualTo(run.Json.GetProperty("score").GetSingle()));
        double sum = scores.EnumerateObject().Sum(score => score.Value.GetDouble());
        Assert.That(sum, Is.EqualTo(1).Within(1e-6)); // each score is rounded to a single
    }

    [Test]
    public async Task Many_texts_keep_their_order_across_chunks()
    {
        string[] texts = [.. Enumerable.Range(0, 600).Select(i => $"film number {i}")];
        ToolRun run = (await ToolRun.InProcess(
            "classify", "--json", "--input", folder.Write("in.txt", string.Join('\n', texts)))).MustSucceed();
        Assert.That(Strings(run, "text"), Is.EqualTo(texts));
    }

    [Test]
    public async Task A_text_that_is_too_long_is_cut_and_said_to_be()
    {
        string text = string.Concat(Enumerable.Repeat("good ", 200));
        ToolRun run = (await ToolRun.InProcess("classify", "--json", text)).MustSucceed();
        Assert.That(run.Json.GetProperty("truncated").GetBoolean());
        Assert.That(run.Error, Does.Contain("1 of 1 texts"));
    }

    [Test]
    public async Task Halves_of_surrogate_pairs_survive()
    {
        string file = folder.Write("in.jsonl", "{\"text\":\"good \\ud800 film\"}");
        ToolRun run = (await ToolRun.InProcess("classify", "--json", "--input", file)).MustSucceed();
        Assert.That(run.Output, Does.Contain("\"good \\ud800 film\""));
    }

    [Test]
    public async Task An_output_file_holds_the_lines_and_json_sums_them_up()
    {
        string file = folder["out.jsonl"];
        ToolRun run = (await ToolRun.InProcess("classify", Praise, Blame, "--output", file, "--json")).MustSucceed();
        Assert.Multiple(() =>
        {
            Assert.That(run.Json.GetProperty("texts").GetInt32(), Is.EqualTo(2));
            Assert.That(File.ReadAllLines(file), Has.Length.EqualTo(2));
            Assert.That(File.ReadAllBytes(file)[0], Is.EqualTo((byte)'{'));
            Assert.That(folder.Names, Is.EqualTo(new[] { "out.jsonl" }));
        });
    }

    [Test]
    public async Task A_failure_leaves_the_file_that_was_there()
    {
        string file = folder.Write("out.jsonl", "old");
        string input = folder.Write("in.jsonl", "{\"text\":\"good\"}\n{\"text\":7}\n");
        (await ToolRun.InProcess("classify", "--input", input, "--output", file))
            .MustFail(1, "in.jsonl, line 2", "'text'", "Number");
        Assert.That(File.ReadAllText(file), Is.EqualTo("old"));
        Assert.That(folder.Names, Is.EqualTo(new[] { "in.jsonl", "out.jsonl" }));
    }

    [TestCase("simulator", "f32", 1e-5)] // the order of additions
    [TestCase("cpu", "f16", 1e-5)] // the weights are float16 already
    [TestCase("cpu", "bf16", 2e-2)] // bfloat16 keeps 8 bits of a weight
    public async Task Devices_and_precisions_agree(string device, string precision, double tolerance)
    {
        ToolRun reference = (await ToolRun.InProcess("classify", "good", "--json", "--device", "cpu")).MustSucceed();
        ToolRun run = (await ToolRun.InProcess(
            "classify", "good", "--json", "--device", device, "--precision", precision)).MustSucceed();
        Assert.That(
            run.Json.GetProperty("score").GetSingle(),
            Is.EqualTo(reference.Json.GetProperty("score").GetSingle()).Within(tolerance));
    }

    [Test]
    public async Task A_precision_that_the_device_does_not_multiply_is_refused() =>
        (await ToolRun.InProcess("classify", "good", "--device", "cpu", "--precision", "tf32"))
            .MustFail(1, "TF32", "tensor cores of compute capability 8.0", "found ");
}
