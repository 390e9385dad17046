namespace SqueezeBert.Gpu.Tokenization;

/// <summary>What encodings are filled up with, and where.</summary>
internal readonly record struct PadToken(int Id, int TypeId, string Text, TokenSide Side);
