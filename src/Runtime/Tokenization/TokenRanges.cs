namespace SqueezeBert.Gpu.Tokenization;

/// <summary>What truncation keeps of one sequence, and the parts that overflow.</summary>
internal readonly record struct TokenRanges(TokenRange Kept, TokenRange[] Overflowing);
