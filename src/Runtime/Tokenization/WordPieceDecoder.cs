using System.Text;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Joins tokens to text (Hugging Face tokenizers, <c>decoders/wordpiece.rs</c>) and takes out the spaces that English does
/// not write (transformers, <c>clean_up_tokenization</c>).
/// </summary>
/// <param name="Prefix">What a token begins with that continues a word; null joins all tokens by spaces.</param>
/// <param name="CleanUpTokens">Cleans every token by itself.</param>
/// <param name="CleanUpText">Cleans the joined text.</param>
internal sealed record WordPieceDecoder(string? Prefix, bool CleanUpTokens, bool CleanUpText)
{
    public string Decode(ReadOnlySpan<int> ids, Vocabulary vocabulary, bool skipSpecialTokens)
    {
        var text = new StringBuilder();
        bool first = true;
        foreach (int id in ids)
        {
            string? token = vocabulary.TokenOf(id);
            if (token is null || (skipSpecialTokens && vocabulary.IsSpecial(id)))
            {
                continue;
            }

            if (!first)
            {
                token = Prefix is not null && token.StartsWith(Prefix, StringComparison.Ordinal)
                    ? token[Prefix.Length..]
                    : " " + token;
            }

            first = false;
            text.Append(CleanUpTokens ? CleanUpToken(token) : token);
        }

        return CleanUpText ? CleanUp(text).ToString() : text.ToString();
    }

    // Every replacement begins with a space, so a token without one inside stays as it is.
    private static string CleanUpToken(string token) => !token.Contains(' ', StringComparison.Ordinal)
        ? token
        : CleanUp(new StringBuilder(token)).Replace(" do not", " don't").ToString();

    private static StringBuilder CleanUp(StringBuilder text) => text
        .Replace(" .", ".")
        .Replace(" ?", "?")
        .Replace(" !", "!")
        .Replace(" ,", ",")
        .Replace(" ' ", "'")
        .Replace(" n't", "n't")
        .Replace(" 'm", "'m")
        .Replace(" 's", "'s")
        .Replace(" 've", "'ve")
        .Replace(" 're", "'re");
}
