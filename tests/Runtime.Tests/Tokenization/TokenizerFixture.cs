using System.Text.Json;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>The genuine vocabulary in both file forms, and the reference's cases; Fixtures/tokenizer/README.md.</summary>
internal static class TokenizerFixture
{
    public static string Directory { get; } = Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "tokenizer");

    public static string JsonDirectory { get; } = Path.Combine(Directory, "json");

    public static string CasesFile { get; } = Path.Combine(Directory, "cases.jsonl");

    public static BertTokenizer FromVocabulary { get; } = BertTokenizer.Load(Directory);

    public static BertTokenizer FromJson { get; } = BertTokenizer.Load(JsonDirectory);

    public static IReadOnlyList<TokenizerCase> Cases { get; } = ReadCases();

    private static List<TokenizerCase> ReadCases()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        var cases = new List<TokenizerCase>();
        foreach (string line in File.ReadLines(CasesFile))
        {
            cases.Add(JsonSerializer.Deserialize<TokenizerCase>(line, options)!);
        }

        return cases;
    }
}
