using System.Text;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Reads <c>vocab.txt</c>: one token a line, ids from 0.</summary>
internal static class VocabularyFile
{
    // Tokenizers that transformers builds from vocab.txt exactly as BERT's. Others (Japanese ones, Funnel's) share the
    // file's name and not its meaning.
    private static readonly string[] SameAsBert =
    [
        "Bert", "SqueezeBert", "DistilBert", "Electra", "MobileBert", "ConvBert", "RetriBert", "Lxmert", "LayoutLM",
    ];

    /// <summary>Reads the file and what the configuration makes of it.</summary>
    public static TokenizerDefinition Read(string path, TokenizerConfig config)
    {
        CheckConfig(config);
        byte[] bytes = TokenizerFile.Read(path, TokenizerFile.VocabularyLimit);
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new TokenizerException($"{path}: expected UTF-8, found: {error.Message}", error);
        }

        if (text.StartsWith('\uFEFF'))
        {
            throw new TokenizerException($"{path}: expected the first token, found a byte order mark");
        }

        TokenizerOptions options = config.Apply(new TokenizerOptions());
        if (config.FindValue("do_basic_tokenize")?.Flag() == false)
        {
            options = options with { Lowercase = false, StripAccents = false, HandleChineseCharacters = false };
        }

        return VocabularyDefinition.Create(path, Lines(text), options, config);
    }

    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            int last = end > start && text[end - 1] == '\r' ? end - 1 : end;
            lines.Add(text[start..last]);
            start = end + 1;
        }

        return lines;
    }

    private static void CheckConfig(TokenizerConfig config)
    {
        if (config.FindValue("tokenizer_class") is { } item)
        {
            string name = item.Text();
            string family = name.EndsWith("TokenizerFast", StringComparison.Ordinal) ? name[..^"TokenizerFast".Length]
                : name.EndsWith("Tokenizer", StringComparison.Ordinal) ? name[..^"Tokenizer".Length]
                : name;
            if (Array.IndexOf(SameAsBert, family) < 0)
            {
                throw item.Unexpected($"one of {string.Join(", ", SameAsBert)} with Tokenizer or TokenizerFast");
            }
        }

        if (config.FindValue("never_split") is { } never && never.Elements().Count > 0)
        {
            throw never.Unexpected("no words to be kept from splitting");
        }

        if (config.FindValue("wordpieces_prefix") is { } prefix && prefix.Text() != "##")
        {
            throw prefix.Unexpected("##");
        }
    }
}
