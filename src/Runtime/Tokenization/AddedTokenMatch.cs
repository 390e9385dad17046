namespace SqueezeBert.Gpu.Tokenization;

/// <summary>A stretch of text that is one added token, the white space it took included.</summary>
internal readonly record struct AddedTokenMatch(int Start, int End, AddedToken Token);
