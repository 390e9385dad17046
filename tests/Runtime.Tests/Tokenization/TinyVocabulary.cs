using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>A vocabulary small enough to see: [PAD] [UNK] [CLS] [SEP] [MASK] are 0..4, a..j are 5..14, ##a..##j 15..24.</summary>
internal static class TinyVocabulary
{
    public static string[] Tokens { get; } =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
        "##a", "##b", "##c", "##d", "##e", "##f", "##g", "##h", "##i", "##j",
    ];

    public static BertTokenizer Create(TokenizerOptions? options = null) => BertTokenizer.FromVocabulary(Tokens, options);

    /// <summary>Tokens with spaces between.</summary>
    public static string Shown(Encoding encoding) => string.Join(' ', encoding.Tokens);
}
