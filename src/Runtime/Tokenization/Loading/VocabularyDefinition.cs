namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// A tokenizer from a list of tokens, as transformers converts its slow BERT tokenizer (<c>BertConverter</c>).
/// </summary>
internal static class VocabularyDefinition
{
    /// <summary>Checks tokens in the order of their ids and completes the tokenizer around them.</summary>
    public static TokenizerDefinition Create(
        string source, IEnumerable<string> tokens, TokenizerOptions options, TokenizerConfig? config = null)
    {
        config ??= new TokenizerConfig();
        Dictionary<string, int> pieces = Number(source, tokens);
        var added = new AddedTokenList(pieces);
        foreach ((AddedToken token, string place) in config.Declared)
        {
            added.Set(token, place);
        }

        string? unk = Require(source, "unknown token", options.UnknownToken, added);
        string? sep = Require(source, "separator token", options.SeparatorToken, added);
        string? pad = Require(source, "padding token", options.PadToken, added);
        string? cls = Require(source, "class token", options.ClassToken, added);
        if (config.SpecialTokens.TryGetValue("mask_token", out SpecialTokenRole? mask) && mask.Token is not null)
        {
            Require(mask.Place, "mask token", options.MaskToken, added);
        }
        else if (options.MaskToken is not null && added.IdOf(options.MaskToken) is null)
        {
            options = options with { MaskToken = null };
        }

        foreach (string? token in (ReadOnlySpan<string?>)[unk, sep, pad, cls, options.MaskToken])
        {
            if (token is not null && !IsRole(config, token))
            {
                added.AddMissing(new AddedToken(token, AddedTokenList.Unassigned) { Special = true }, source);
            }
        }

        AddSpecial(config, added);
        return new TokenizerDefinition
        {
            Source = source,
            Pieces = pieces,
            Options = options,
            AddedTokens = added.Tokens,
            Template = SequenceTemplate.Bert(cls!, added.IdOf(cls!)!.Value, sep!, added.IdOf(sep!)!.Value),
            Decoder = new WordPieceDecoder(options.ContinuationPrefix, CleanUpTokens: true, options.CleanUpSpaces),
        };
    }

    /// <summary>Adds the special tokens that a configuration names and no file has added yet.</summary>
    public static void AddSpecial(TokenizerConfig config, AddedTokenList added)
    {
        foreach (SpecialTokenRole role in config.SpecialTokens.Values)
        {
            if (role.Token is { } token)
            {
                added.AddMissing(token, role.Place);
            }
        }

        foreach ((AddedToken token, string place) in config.Additional)
        {
            added.AddMissing(token, place);
        }
    }

    private static Dictionary<string, int> Number(string source, IEnumerable<string> tokens)
    {
        var pieces = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string token in tokens)
        {
            int line = pieces.Count + 1;
            if (string.IsNullOrEmpty(token))
            {
                throw new TokenizerException($"{source}: line {line}: expected a token, found an empty line");
            }

            if (!pieces.TryAdd(token, pieces.Count))
            {
                throw new TokenizerException(
                    $"{source}: line {line}: expected every token once, found {token} again (line {pieces[token] + 1})");
            }

            if (pieces.Count > Vocabulary.IdLimit)
            {
                throw new TokenizerException($"{source}: expected at most {Vocabulary.IdLimit} tokens, found more");
            }
        }

        return pieces;
    }

    private static string Require(string source, string role, string? token, AddedTokenList added) => token is null
        ? throw new TokenizerException($"{source}: expected a {role}, found that the configuration has none")
        : added.IdOf(token) is null
            ? throw new TokenizerException($"{source}: {role}: expected {token} in the vocabulary, found no such entry")
            : token;

    private static bool IsRole(TokenizerConfig config, string token)
    {
        foreach (SpecialTokenRole role in config.SpecialTokens.Values)
        {
            if (role.Token?.Content == token)
            {
                return true;
            }
        }

        return false;
    }
}
