using System.Text;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>Files that cannot be read, or lines of them: one line says which and why.</summary>
[TestFixture]
public sealed class MalformedInputTests
{
    [TestCase("jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\n", "line 2", "string")]
    [TestCase("jsonl", "{\"text\":\"a\"} {}", "line 1", "single JSON value")]
    [TestCase("jsonl", "[1]", "line 1", "object", "StartArray")]
    [TestCase("jsonl", "\n{\"pair\":\"a\"}", "line 2", "'text'")]
    [TestCase("jsonl", "{\"text\":null}", "line 1", "'text'", "Null")]
    [TestCase("jsonl", "{\"text\":\"a\",\"text\":\"b\"}", "line 1", "one 'text'")]
    [TestCase("csv", "", "line 1", "column names")]
    [TestCase("csv", "text,b\n1,2\n3\n", "line 3", "1 fields", "2 were expected")]
    [TestCase("csv", "text,b\n1,2\n\"3,4\n", "line 3", "never closed")]
    [TestCase("tsv", "text\tb\n1\t2\t3\n", "line 2", "3 fields")]
    public async Task A_malformed_line_is_named(string format, string content, params string[] said) =>
        (await Run(Encoding.UTF8.GetBytes(content), format)).MustFail(1, ["stdin", .. said]);

    [TestCase("txt", "good")]
    [TestCase("jsonl", "{\"text\":\"good\"}")]
    [TestCase("csv", "text")]
    [TestCase("tsv", "text")]
    public async Task Bytes_that_are_not_utf8_are_refused(string format, string firstLine)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(firstLine), (byte)'\n', 0xFF, (byte)'\n'];
        (await Run(content, format)).MustFail(1, "line 2", "UTF-8");
    }

    [Test]
    public async Task A_missing_file_a_folder_and_a_missing_column_are_named()
    {
        using var folder = new TemporaryFolder();
        (await ToolRun.InProcess("classify", "--input", folder["no.txt"])).MustFail(1, "no.txt", "found nothing");
        (await ToolRun.InProcess("classify", "--input", folder.Root, "--format", "txt")).MustFail(1, folder.Root, "directory");
        string file = folder.Write("in.csv", "a,b\n1,2\n");
        (await ToolRun.InProcess("classify", "--input", file, "--text-column", "c")).MustFail(1, "in.csv", "'c'", "a, b");
    }

    [Test]
    public async Task Outputs_that_cannot_be_written_are_named()
    {
        using var folder = new TemporaryFolder();
        (await ToolRun.InProcess("classify", "a", "--output", folder["no/out.jsonl"])).MustFail(1, "out.jsonl", "does not exist");
        (await ToolRun.InProcess("classify", "a", "--output", folder.Root)).MustFail(1, folder.Root, "directory");
    }

    [Test]
    public async Task Models_that_cannot_be_used_are_named()
    {
        using var folder = new TemporaryFolder();
        (await ToolRun.InProcess("classify", "a", "--model", folder.Root)).MustFail(1, "config.json", "does not exist");
        (await ToolRun.InProcess("init", "--config", "tiny", "--out", folder["tiny"])).MustSucceed();
        (await ToolRun.InProcess("classify", "a", "--model", folder["tiny"])).MustFail(1, "architectures", "expected");
        (await ToolRun.InProcess("tokenize", "a", "--model", folder["tiny"])).MustFail(1, "vocab.txt");
        string file = folder.Write("a\nb", "");
        (await ToolRun.InProcess("inspect", file)).MustFail(1, "a file");
    }

    private static Task<ToolRun> Run(byte[] content, string format) =>
        ToolRun.InProcess(content, CancellationToken.None, "classify", "--input", "-", "--format", format);
}
