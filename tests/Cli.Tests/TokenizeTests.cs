using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary><c>tokenize</c>.</summary>
[TestFixture]
public sealed class TokenizeTests
{
    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];

    private static string[] Words(JsonElement list) => [.. list.EnumerateArray().Select(word => word.GetString()!)];

    [Test]
    public async Task The_references_cases_come_out_of_a_file()
    {
        // A sample: the tokenizer's own tests go through all of them.
        string[] cases = [.. File.ReadAllLines(Path.Combine(FixtureFiles.Tokenizer, "cases.jsonl")).Where((_, i) => i % 4 == 0)];
        using var folder = new TemporaryFolder();
        ToolRun run = (await ToolRun.InProcess(
            "tokenize", "--model", FixtureFiles.Tokenizer, "--json", "--input",
            folder.Write("cases.jsonl", string.Join('\n', cases)))).MustSucceed();
        string[] lines = run.Lines;
        Assert.That(lines, Has.Length.EqualTo(cases.Length));
        Assert.Multiple(() =>
        {
            for (int i = 0; i < cases.Length; i++)
            {
                JsonElement expected = JsonDocument.Parse(cases[i]).RootElement;
                JsonElement found = JsonDocument.Parse(lines[i]).RootElement;
                foreach (string key in (string[])["ids", "tokens", "type_ids"])
                {
                    bool isEqual = JsonElement.DeepEquals(found.GetProperty(key), expected.GetProperty(key));
                    Assert.That(isEqual, $"{key} of {cases[i]}: {found.GetProperty(key)}");
                }

                Assert.That(Numbers(found.GetProperty("attention_mask")), Is.All.EqualTo(1), cases[i]);
                Assert.That(found.GetProperty("offsets").GetArrayLength(), Is.EqualTo(found.GetProperty("ids").GetArrayLength()));
            }
        });
    }

    [TestCase("\\ud800")]
    [TestCase("good \\udc00 film \\ud83d")]
    [TestCase("\\u0000\\u2028 \\\"quoted\\\" \\\\ \\/ \\b\\f\\n\\r\\t")]
    public async Task Any_json_string_is_a_text(string escaped)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("in.jsonl", $"{{\"text\":\"{escaped}\"}}\n{{\"text\":\"end\"}}\n");
        ToolRun run = (await ToolRun.InProcess("tokenize", "--json", "--input", file)).MustSucceed();
        Assert.That(run.Lines, Has.Length.EqualTo(2));
        Assert.That(Words(JsonDocument.Parse(run.Lines[0]).RootElement.GetProperty("tokens"))[0], Is.EqualTo("[CLS]"));
    }

    [Test]
    public async Task A_pair_has_two_types()
    {
        ToolRun run = (await ToolRun.InProcess(
            "tokenize", "good", "--pair", "bad", "--json", "--model", FixtureFiles.Tokenizer)).MustSucceed();
        Assert.That(Words(run.Json.GetProperty("tokens")), Is.EqualTo(new[] { "[CLS]", "good", "[SEP]", "bad", "[SEP]" }));
        Assert.That(Numbers(run.Json.GetProperty("type_ids")), Is.EqualTo(new[] { 0, 0, 0, 1, 1 }));
        Assert.That(run.Json.GetProperty("offsets").GetRawText(), Is.EqualTo("[[0,0],[0,4],[0,0],[0,3],[0,0]]"));
    }

    [Test]
    public async Task Lengths_truncate_pad_and_overflow()
    {
        string[] common = ["tokenize", "--json", "--model", FixtureFiles.Tokenizer, "--max-length", "5"];
        const string Five = "one two three four five";
        ToolRun cut = (await ToolRun.InProcess([.. common, Five])).MustSucceed();
        ToolRun parts = (await ToolRun.InProcess([.. common, Five, "--stride", "1"])).MustSucceed();
        ToolRun padded = (await ToolRun.InProcess([.. common, "one", "--padding", "max-length"])).MustSucceed();
        ToolRun bare = (await ToolRun.InProcess("tokenize", "one", "--json", "--no-special-tokens")).MustSucceed();
        Assert.Multiple(() =>
        {
            Assert.That(Words(cut.Json.GetProperty("tokens")), Is.EqualTo(new[] { "[CLS]", "one", "two", "three", "[SEP]" }));
            Assert.That(
                Words(parts.Json.GetProperty("overflowing")[0].GetProperty("tokens")),
                Is.EqualTo(new[] { "[CLS]", "three", "four", "five", "[SEP]" }));
            Assert.That(Numbers(padded.Json.GetProperty("attention_mask")), Is.EqualTo(new[] { 1, 1, 1, 0, 0 }));
            Assert.That(Words(bare.Json.GetProperty("tokens")), Is.EqualTo(new[] { "one" }));
        });
    }

    [Test]
    public async Task Padding_to_the_longest_looks_at_the_whole_input()
    {
        ToolRun run = (await ToolRun.InProcess(
            "tokenize", "good", "a good film", "--json", "--padding", "longest")).MustSucceed();
        Assert.That(
            run.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("ids").GetArrayLength()),
            Is.EqualTo(new[] { 5, 5 }));
    }

    [Test]
    public async Task People_get_a_table()
    {
        ToolRun run = (await ToolRun.InProcess("tokenize", "[bold]good")).MustSucceed();
        Assert.That(run.Output, Does.Contain("[CLS]").And.Contain("good").And.Contain("bold"));
    }
}
