namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>One line of cases.jsonl.</summary>
internal sealed record TokenizerCase(string Text, string? Pair, int[] Ids, string[] Tokens, int[] TypeIds);
