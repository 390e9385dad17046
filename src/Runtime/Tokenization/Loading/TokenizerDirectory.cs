namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Finds a model directory's tokenizer files; <c>tokenizer.json</c> wins over <c>vocab.txt</c>.</summary>
internal static class TokenizerDirectory
{
    /// <summary>Reads and checks the tokenizer of a directory.</summary>
    public static TokenizerDefinition Read(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new TokenizerException($"{directory}: expected a model directory, found none");
        }

        string json = Path.Combine(directory, "tokenizer.json");
        string vocabulary = Path.Combine(directory, "vocab.txt");
        TokenizerConfig config = TokenizerConfig.Read(directory);
        return File.Exists(json) ? TokenizerJson.Read(json, config)
            : File.Exists(vocabulary) ? VocabularyFile.Read(vocabulary, config)
            : throw new TokenizerException($"{directory}: expected tokenizer.json or vocab.txt, found neither");
    }
}
