namespace SqueezeBert.Gpu.Tokenization;

/// <summary>What the tokenizer needs to know of a code point; several may hold.</summary>
[Flags]
internal enum CharacterClass : byte
{
    None = 0,
    Punctuation = 1,
    Ignorable = 2,
    Nonspacing = 4,
    WhiteSpace = 8,
    Cjk = 16,
    Combining = 32,
    Decomposes = 64,
    HasLowerCase = 128,
}
